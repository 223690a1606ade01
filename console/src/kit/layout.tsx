// The page: its head, its sections (a heading on a hairline), its fields.
import { useEffect, useId, type ReactNode } from "react";
import { useT } from "~/i18n";

export function Page({ title, sub, acts, children, banner }: { title: ReactNode; sub?: ReactNode; acts?: ReactNode; children: ReactNode; banner?: ReactNode }) {
  return (
    <>
      {banner}
      <div className="page">
        <div className="head">
          <div>
            <h1>{title}</h1>
            {sub !== undefined && <p className="sub">{sub}</p>}
          </div>
          {acts !== undefined && <div className="act">{acts}</div>}
        </div>
        {children}
      </div>
    </>
  );
}

export function useTitle(title: string) {
  useEffect(() => {
    document.title = title ? `${title} · Comity` : "Comity";
  }, [title]);
}

// `note` stands at the right: how, for whom, in which unit.
export function Section({ title, count, note, children, className = "" }: { title: ReactNode; count?: ReactNode; note?: ReactNode; children: ReactNode; className?: string }) {
  const id = useId();
  return (
    <section className={`sec ${className}`} aria-labelledby={id}>
      <h2 id={id}>
        {title} {count !== undefined && <span className="c">{count}</span>}
        {note !== undefined && <span className="r">{note}</span>}
      </h2>
      {children}
    </section>
  );
}

// A labelled control. `above`: the label stands over it (documents), else at its left edge (filters).
export function Field({ label, above, hint, error, children }: { label: ReactNode; above?: boolean; hint?: ReactNode; error?: ReactNode; children: ReactNode }) {
  return (
    <label className={above ? "field-above" : "field"}>
      <span className="k">{label}</span>
      {children}
      {hint !== undefined && <span className="note">{hint}</span>}
      {error !== undefined && error !== null && error !== false && <span className="bad sm">{error}</span>}
    </label>
  );
}

export function Segments<T extends string>({ label, value, options, onChange }: { label: string; value: T; options: readonly { id: T; text: ReactNode }[]; onChange: (id: T) => void }) {
  return (
    <div className="seg" role="group" aria-label={label}>
      {options.map((one) => (
        <button key={one.id} type="button" aria-pressed={one.id === value} onClick={() => onChange(one.id)}>
          {one.text}
        </button>
      ))}
    </div>
  );
}

// Exact bytes and the command that signs them. Authorities sign outside the node.
export function Bytes({ text, note }: { text: string; note?: ReactNode }) {
  const t = useT();
  return (
    <div className="bytes">
      <pre tabIndex={0}>{text}</pre>
      <div className="bytes-foot">
        <span className="note">{note}</span>
        <button type="button" className="btn s" onClick={() => void navigator.clipboard?.writeText(text)}>
          {t("kit.copyText")}
        </button>
      </div>
    </div>
  );
}

// Hands a file to the browser: a table as CSV, a plot as SVG, bytes to sign.
export function save(name: string, type: string, content: BlobPart) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
