// axe-core in the page: its serious and critical findings, in words.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export default class Axe {
  constructor(page) {
    this.page = page;
  }
  async serious() {
    // Through the debugger, which the page's content policy does not bind.
    await this.page.evaluate(source);
    const { violations, passes } = await this.page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    if (!passes.length) throw new Error("axe looked at nothing");
    return violations.filter((one) => one.impact === "serious" || one.impact === "critical").map((one) => `${one.id} (${one.impact}): ${one.nodes.slice(0, 4).map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? node.all[0]?.message ?? ""}`).join("; ")}`);
  }
}
