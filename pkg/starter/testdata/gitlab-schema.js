// Prints the JSON Schema of .gitlab-ci.yml that the program in the first argument
// holds: the one that GitLab publishes, as an object in a bundle of scripts.
const fs = require("fs"), vm = require("vm");
const bundle = fs.readFileSync(process.argv[2], "utf8");
const named = bundle.indexOf('$id:"https://gitlab.com/.gitlab-ci.yml"');
if (named < 0) throw new Error("the schema is not in there");
const start = bundle.lastIndexOf("{", named);
let depth = 0, quote = "", end = start;
do {
  const c = bundle[end++];
  if (quote && c === "\\") end++;
  else if (quote) quote = c === quote ? "" : quote;
  else if (c === '"' || c === "'" || c === "`") quote = c;
  else if (c === "{") depth++;
  else if (c === "}") depth--;
} while (depth > 0);
console.log(JSON.stringify(vm.runInNewContext("(" + bundle.slice(start, end) + ")")));
