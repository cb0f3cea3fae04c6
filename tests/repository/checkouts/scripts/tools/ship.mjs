import { execSync, spawnSync } from "node:child_process";
console.log("npm publish comes next");
for (const name of names) execSync(`yarn workspace ${name} exec "npm publish"`);
