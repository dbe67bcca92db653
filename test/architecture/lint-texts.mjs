// Lints the texts given as JSON on standard input, each as if it stood in the file it names; prints the rules broken.
import { json } from 'node:stream/consumers';
import { ESLint } from 'eslint';

const eslint = new ESLint();
const broken = [];
for (const { file, code } of await json(process.stdin)) {
  const [result] = await eslint.lintText(code, { filePath: file });
  broken.push(result.messages.map((message) => message.ruleId));
}
console.log(JSON.stringify(broken));
