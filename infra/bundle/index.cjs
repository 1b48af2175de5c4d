// The bundle is main.cjs. It is read from the compile cache that warm-up.cjs filled when the image was built, where
// there is one for this very Node: a third of a cold start is otherwise compiling.
require('node:module').enableCompileCache({ directory: `${__dirname}/compile-cache`, portable: true });
module.exports = require('./main.cjs');
