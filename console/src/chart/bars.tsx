// Bars that stand in a table's cell, all of one scale from zero. The numbers stand in the cells beside, so these are hidden from readers of text.
export function Within({ may, has, on, most }: { may: number; has: number; on: number; most: number }) {
  const x = (value: number) => (most > 0 ? (190 * value) / most : 0);
  return (
    <svg className="bar-cell" viewBox="0 0 192 14" preserveAspectRatio="none" aria-hidden="true">
      <rect className="may" y="3" width={x(may)} height="8" />
      <rect className="has" y="3" width={x(has)} height="8" />
      {on > 0 && <rect className="on" x={x(on)} y="0" width="2" height="14" />}
    </svg>
  );
}

export function Bar({ value, most, tone = "acc" }: { value: number; most: number; tone?: "acc" | "lost" }) {
  return (
    <svg className="bar-cell" viewBox="0 0 192 14" preserveAspectRatio="none" aria-hidden="true">
      <rect className={tone} y="2" width={most > 0 ? Math.max(value > 0 ? 1 : 0, (190 * value) / most) : 0} height="10" />
    </svg>
  );
}
