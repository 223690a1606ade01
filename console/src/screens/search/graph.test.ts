import { describe, expect, it } from "vitest";
import { emptyGraph, kMostNodes, laidOut, withNeighbours, type GraphNode } from "./graph";

const node = (id: string): GraphNode => ({ id, title: id, type: "report", levels: [], expanded: false });
const many = (n: number) => Array.from({ length: n }, (_, i) => node(`n${i}`));

describe("the graph", () => {
  it("holds at most 300 nodes, counts what is beyond, and draws no line to what it does not show", () => {
    const graph = withNeighbours(emptyGraph(), "n0", many(320), many(320).map((one) => ({ from: "n0", to: one.id, way: "refs" })));
    expect(graph.nodes.size).toBe(kMostNodes);
    expect(graph.beyond).toBe(20);
    expect([...graph.edges.values()].every((edge) => graph.nodes.has(edge.to))).toBe(true);
    expect(graph.nodes.get("n0")!.expanded).toBe(true);
  });
  it("is drawn the same each time, inside its frame, and what stood keeps its place", () => {
    const size = { width: 800, height: 500 };
    const graph = withNeighbours(emptyGraph(), "n0", many(30), many(30).slice(1).map((one) => ({ from: "n0", to: one.id, way: "refs" })));
    const first = laidOut(graph, size);
    expect(laidOut(graph, size)).toEqual(first);
    for (const point of first.values()) expect(point.x >= 16 && point.x <= 784 && point.y >= 16 && point.y <= 484).toBe(true);
    const grown = laidOut(withNeighbours(graph, "n1", [node("new")], [{ from: "n1", to: "new", way: "refs" }]), size, first);
    expect(grown.get("n5")).toEqual(first.get("n5"));
    expect(grown.has("new")).toBe(true);
  });
});
