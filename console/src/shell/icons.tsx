// The icons of the rail. 16 units, strokes.
import type { ReactNode } from "react";

const lines = {
  desk: <path d="M2 9l2-6h8l2 6v4H2zM2 9h3.5l1 1.8h3L10.5 9H14" />,
  search: <path d="M11.3 7a4.3 4.3 0 1 1-8.6 0a4.3 4.3 0 1 1 8.6 0M10.3 10.3L14 14" />,
  write: <path d="M3 13l.7-3L10.8 3l2.2 2.2L6 12.3zM9.3 4.5l2.2 2.2" />,
  agreements: <path d="M10.2 8a4.2 4.2 0 1 1-8.4 0a4.2 4.2 0 1 1 8.4 0M14.2 8a4.2 4.2 0 1 1-8.4 0a4.2 4.2 0 1 1 8.4 0" />,
  handling: <path d="M3 4.5l1.2 1.2L6.3 3M3 10.5l1.2 1.2L6.3 9M8.5 4.8h5M8.5 10.8h5" />,
  exposure: (
    <>
      <path d="M8 1.8l5.5 2v4.4c0 3.2-2.4 5.2-5.5 6.2-3.1-1-5.5-3-5.5-6.2V3.8z" strokeDasharray="9 2.6" />
      <circle cx="8" cy="7.6" r="1.5" />
    </>
  ),
  assess: (
    <>
      <path d="M2 4h12M2 8h12M2 12h12" />
      <circle cx="10" cy="4" r="1.7" fill="currentColor" />
      <circle cx="6" cy="8" r="1.7" fill="currentColor" />
      <circle cx="9" cy="12" r="1.7" fill="currentColor" />
    </>
  ),
  statements: <path d="M4 1.8h6l2.5 2.5v9.9H4zM6 6h4.5M6 8.5h4.5M6 11.8c1-1.2 1.6.6 2.5-.3" />,
  alignment: <path d="M2 2h4v4H2zM2 6h4v4H2zM6 6h4v4H6zM2 10h4v4H2zM6 10h4v4H6zM10 10h4v4h-4z" />,
  menu: <path d="M2 4h12M2 8h12M2 12h12" />,
  admin: (
    <>
      <path d="M2 5h12M2 11h12" />
      <circle className="hole" cx="5.5" cy="5" r="1.7" />
      <circle className="hole" cx="10.5" cy="11" r="1.7" />
    </>
  ),
} satisfies Record<string, ReactNode>;
export type Icon = keyof typeof lines;

export const Sign = ({ name }: { name: Icon }) => (
  <svg className="i" viewBox="0 0 16 16" aria-hidden="true">
    {lines[name]}
  </svg>
);

export const Brand = () => (
  <svg viewBox="0 0 26 18" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.8">
    <circle cx="9.5" cy="9" r="7" />
    <circle cx="16.5" cy="9" r="7" />
    <path className="brand-lens" d="M13 2.94a7 7 0 0 1 0 12.12a7 7 0 0 1 0-12.12z" />
  </svg>
);
