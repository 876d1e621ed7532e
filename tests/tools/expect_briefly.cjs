// Loaded into Playwright's Node.js before its own code, see tests/conftest.py. Each time that it finds
// an expectation not to hold yet, Playwright reads aloud to itself all that the page says, for the
// message of a test that may fail: half a second of a chapter, again and again while a test waits.
// Here it does not; the message tells what was expected and what was found.

const { Module } = require("node:module");

const TELLS = /(ariaSnapshotForExpectFailure\(element, options\) \{)/;
const compile = Module.prototype._compile;

Module.prototype._compile = function (source, name, ...rest) {
  const brief = name.endsWith("coreBundle.js") ? source.replace(TELLS, '$1 return "";') : source;
  return compile.call(this, brief, name, ...rest);
};
