// Fills the compile cache: runs in the image's build (`gcp-build`), with the Node and as the user the function will
// have. One message goes the whole way through the function, before a store that answers everything with nothing.
const { writeFileSync } = require('node:fs');
const { createServer } = require('node:http2');

/** Speaks gRPC as far as an empty answer that ended well. */
const nothing = createServer().on('stream', (stream) => {
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.end();
});

nothing.listen(0, '127.0.0.1', () => {
  const host = `127.0.0.1:${nothing.address().port}`;
  Object.assign(process.env, {
    GOOGLE_CLOUD_PROJECT: 'warm-up',
    FIRESTORE_EMULATOR_HOST: host,
    PUBSUB_EMULATOR_HOST: host,
  });
  const bundle = require('./index.cjs');

  const response = {
    writeHead: () => response,
    end: () => {
      writeFileSync(`${__dirname}/main.cjs.compiled`, bundle[Symbol.for('script')].createCachedData());
      process.exit(0);
    },
  };
  const { topic, body } = require('./warm-up.json');
  // A function that answers requests: loaded is all it can be.
  if (topic === undefined) return response.end();
  const data = Buffer.from(JSON.stringify(body)).toString('base64');
  const message = { messageId: '1', publishTime: '2026-01-01T00:00:00Z', data };
  bundle.main({ body: { message, subscription: `projects/warm-up/subscriptions/function.${topic}` } }, response);
});
