const themes: Readonly<Record<string, { readonly accent: string; readonly paper: string; readonly font: string }>> = {
  larkspur: { accent: '#3d3a8c', paper: '#fafaff', font: 'system-ui, sans-serif' },
  kaufwerk: { accent: '#b3261e', paper: '#fffdf9', font: 'Verdana, Geneva, sans-serif' },
  'thistle-and-oak': { accent: '#3f5d45', paper: '#fbfaf6', font: 'Georgia, "Times New Roman", serif' },
  hoshizora: { accent: '#1d2b53', paper: '#f8f9fc', font: '"Hiragino Sans", "Noto Sans CJK JP", sans-serif' },
  'prism-audio': { accent: '#0b6e69', paper: '#f7fbfb', font: 'system-ui, sans-serif' },
};

/** The style sheet of a shop, written into its pages as many shops do. */
export function shopStyle(shopId: string): string {
  const { accent, paper, font } = themes[shopId] ?? { accent: '#333', paper: '#fff', font: 'sans-serif' };
  return `
*{box-sizing:border-box}body{margin:0;background:${paper};color:#22242a;font:16px/1.55 ${font}}
a{color:${accent}}h1{font-size:1.6rem;line-height:1.25;margin:.2em 0}h2{font-size:1.15rem;margin:2rem 0 .6rem}
header.site{padding:1rem 5vw;border-bottom:1px solid #0002;display:flex;flex-wrap:wrap;gap:.5rem 2rem;align-items:baseline}
.logo{font-size:1.35rem;font-weight:700;text-decoration:none}.tagline{margin:0;color:#5a5d66}
.departments ul,.crumbs ol,.related ul,.shelf ul{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.4rem 1.2rem}
.crumbs{padding:.8rem 5vw;font-size:.85rem}.crumbs li+li::before{content:"›";margin-right:1.2rem;color:#888}
main,section,footer.site{padding:0 5vw}main>article{display:grid;gap:1rem 3rem}main section{padding:0}header+main{padding-top:1.5rem}
@media(min-width:760px){main>article{grid-template-columns:minmax(0,5fr) minmax(0,6fr)}}
.picture{margin:0}.picture svg{width:100%;height:auto;border-radius:10px;display:block}
.brand{color:#5a5d66;margin:0}.price,.amount,.preis,.price-now,.kakaku{font-size:1.9rem;font-weight:700;color:${accent}}
s,del{color:#6b6e76}.stock,.lieferstatus,.availability,.zaiko{font-weight:600}.small{font-size:.85rem;color:#5a5d66;margin:.3rem 0}
button{font:inherit;font-weight:600;padding:.8rem 1.6rem;border:0;border-radius:8px;background:${accent};color:#fff;margin:.8rem 0}
button[disabled]{background:#8a8d96}table{border-collapse:collapse;width:100%;max-width:44rem}
th,td{text-align:left;padding:.45rem .8rem .45rem 0;border-bottom:1px solid #0001;vertical-align:top}th{width:40%;font-weight:600}
.related .card,.shelf .card{width:170px}.card .picture svg{width:170px;height:170px}.card-title{display:block;font-size:.85rem;line-height:1.35}
.card-price{font-weight:600;font-size:.9rem}.review{border-top:1px solid #0001;padding:.7rem 0;max-width:44rem}.review h3{margin:0;font-size:1rem}
.stars{color:#b57a00;margin:0}.byline,.helpful{font-size:.82rem;color:#5a5d66;margin:.2rem 0}dt{font-weight:600}dd{margin:0 0 .8rem}
footer.site{margin-top:3rem;padding-bottom:3rem;background:#0000000a;overflow:auto}`;
}
