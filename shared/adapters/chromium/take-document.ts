import type { CDPSession } from 'puppeteer-core';

/**
 * The document as HTML, or undefined when it has more characters than allowed. Asked in a world of our own, where the
 * page's scripts have changed nothing.
 */
export async function takeDocument(session: CDPSession, maxLength: number): Promise<string | undefined> {
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
  const expression = `(() => {
    const doctype = document.doctype ? new XMLSerializer().serializeToString(document.doctype) : '';
    const html = doctype + (document.documentElement?.outerHTML ?? '');
    return html.length > ${maxLength} ? null : html;
  })()`;
  const { result } = await session.send('Runtime.evaluate', {
    expression,
    contextId: executionContextId,
    returnByValue: true,
  });
  return typeof result.value === 'string' ? result.value : undefined;
}
