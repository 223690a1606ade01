// A graph of what stands beside an object: at most 300 nodes, laid out once by forces in a fixed number of steps, then still. The same graph is always drawn the same.
import { forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";

export type GraphNode = { id: string; title: string; type: string; levels: readonly string[]; expanded: boolean };
export type GraphEdge = { from: string; to: string; way: string };
export type Graph = { nodes: Map<string, GraphNode>; edges: Map<string, GraphEdge>; beyond: number };
export const kMostNodes = 300;

export const emptyGraph = (): Graph => ({ nodes: new Map(), edges: new Map(), beyond: 0 });

// Adds what fits; counts what does not. A relationship between two others is drawn as a line, not as a node, once both its ends are there.
export function withNeighbours(graph: Graph, of: string, neighbours: readonly GraphNode[], edges: readonly GraphEdge[]): Graph {
  const out: Graph = { nodes: new Map(graph.nodes), edges: new Map(graph.edges), beyond: graph.beyond };
  for (const one of neighbours) {
    if (out.nodes.has(one.id)) continue;
    if (out.nodes.size >= kMostNodes) out.beyond += 1;
    else out.nodes.set(one.id, one);
  }
  const centre = out.nodes.get(of);
  if (centre) out.nodes.set(of, { ...centre, expanded: true });
  for (const edge of edges) if (out.nodes.has(edge.from) && out.nodes.has(edge.to)) out.edges.set(`${edge.from} ${edge.to} ${edge.way}`, edge);
  return out;
}

export type Point = { x: number; y: number };
// Nodes that stood already keep their places.
export function laidOut(graph: Graph, size: { width: number; height: number }, before: ReadonlyMap<string, Point> = new Map()): Map<string, Point> {
  type Body = { id: string; x: number; y: number; fx?: number; fy?: number };
  const bodies: Body[] = [...graph.nodes.keys()].map((id, i) => {
    const old = before.get(id);
    // A spiral to begin with: no chance in it.
    return old ? { id, x: old.x, y: old.y, fx: old.x, fy: old.y } : { id, x: size.width / 2 + 8 * Math.sqrt(i) * Math.cos(i * 2.4), y: size.height / 2 + 8 * Math.sqrt(i) * Math.sin(i * 2.4) };
  });
  const simulation = forceSimulation(bodies)
    .force("link", forceLink<Body, { source: string | Body; target: string | Body }>([...graph.edges.values()].map((one) => ({ source: one.from, target: one.to }))).id((body) => body.id).distance(90))
    .force("charge", forceManyBody().strength(-180))
    .force("collide", forceCollide(26))
    .force("x", forceX(size.width / 2).strength(0.05))
    .force("y", forceY(size.height / 2).strength(0.09))
    .force("center", before.size ? null : forceCenter(size.width / 2, size.height / 2))
    .stop();
  simulation.tick(Math.max(60, Math.min(240, Math.floor(30_000 / Math.max(1, bodies.length)))));
  const inside = (value: number, most: number) => Math.max(16, Math.min(most - 16, value));
  return new Map(bodies.map((one) => [one.id, { x: inside(one.x, size.width), y: inside(one.y, size.height) }]));
}
