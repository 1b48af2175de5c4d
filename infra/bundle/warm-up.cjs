// Fills the compile cache: runs in the image's build (`gcp-build`), with the Node and as the user the function will
// have. One message that nothing is behind takes the function as far as its first request to the store.
const nowhere = '127.0.0.1:9';
Object.assign(process.env, {
  GOOGLE_CLOUD_PROJECT: 'warm-up',
  FIRESTORE_EMULATOR_HOST: nowhere,
  PUBSUB_EMULATOR_HOST: nowhere,
});
const { main } = require('./index.cjs');

const message = { messageId: '1', publishTime: '2026-01-01T00:00:00Z', data: 'e30=' };
const response = {
  writeHead: () => response,
  end: () => {
    require('node:module').flushCompileCache();
    process.exit(0);
  },
};
if (process.argv.includes('--message')) {
  main({ body: { message, subscription: 'projects/warm-up/subscriptions/function.topic' } }, response);
} else {
  response.end();
}
