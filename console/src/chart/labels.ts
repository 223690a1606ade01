// Where the names of points stand: right, left, above or below, wherever they are clear of each other and of the points; a name that has no place is left to the table.
export type Spot = { id: string; x: number; y: number; text: string };
export type Put = { id: string; x: number; y: number; anchor: "start" | "end" | "middle" };
type Box = { left: number; right: number; top: number; bottom: number };

const apart = (a: Box, b: Box) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;

export function labels(spots: readonly Spot[], width: number, height: number, letter = 6.2): Put[] {
  const taken: (Box & { of?: string })[] = spots.map((one) => ({ left: one.x - 4, right: one.x + 4, top: one.y - 4, bottom: one.y + 4, of: one.id }));
  const out: Put[] = [];
  for (const one of spots) {
    const long = one.text.length * letter;
    const tries: (Put & { box: Box })[] = (
      [
        ["start", 8, 4],
        ["end", -8, 4],
        ["start", 7, -7],
        ["end", -7, -7],
        ["start", 7, 15],
        ["end", -7, 15],
        ["middle", 0, -10],
        ["middle", 0, 18],
      ] as const
    ).map(([anchor, dx, dy]) => {
      const x = one.x + dx;
      const y = one.y + dy;
      const left = anchor === "start" ? x : anchor === "end" ? x - long : x - long / 2;
      return { id: one.id, x, y, anchor, box: { left, right: left + long, top: y - 10, bottom: y + 2 } };
    });
    const free = tries.find(({ box }) => box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height && taken.every((other) => other.of === one.id || apart(box, other)));
    if (!free) continue;
    taken.push(free.box);
    out.push({ id: free.id, x: free.x, y: free.y, anchor: free.anchor });
  }
  return out;
}
