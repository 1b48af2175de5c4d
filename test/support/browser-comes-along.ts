/** Whether @sparticuz/chromium carries a browser for this machine; nothing else of it is needed to run it. */
export const browserComesAlong = process.platform === 'linux' && process.arch === 'x64';
