// Where the reader is: focus on a new screen's heading, what is announced, and the place on the page that "back" returns to.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useLocation, useNavigationType } from "react-router-dom";
import { screens } from "./catalogue";
import { useFramed } from "./frame";

const screenAt = (path: string) => screens.find((one) => [one.path, ...(one.more ?? [])].some((pattern) => (pattern.includes(":") ? path.startsWith(pattern.split(":")[0]!) : path === pattern)))?.id ?? path;

// Does something as soon as `ready` says so: at once, or when the page has changed; not after the reader took over, nor after five seconds.
function soon(ready: () => boolean): () => void {
  if (ready()) return () => {};
  const ends = ["wheel", "touchmove", "keydown", "pointerdown"] as const;
  const begun = performance.now();
  const stop = () => {
    seen.disconnect();
    sized.disconnect();
    clearTimeout(timer);
    for (const one of ends) removeEventListener(one, taken);
  };
  const taken = (event: Event) => event.timeStamp > begun && stop(); // not by the key that led here, which is still on its way
  const look = () => ready() && stop();
  const seen = new MutationObserver(look);
  const sized = new ResizeObserver(look);
  const timer = setTimeout(stop, 5_000);
  seen.observe(document.body, { childList: true, subtree: true });
  sized.observe(document.body);
  for (const one of ends) addEventListener(one, taken, { passive: true });
  return stop;
}

// To the heading of a screen that was come to; at the start focus is left to the browser, and within a screen to the screen.
export function useHeading() {
  const screen = screenAt(useLocation().pathname);
  const last = useRef(screen);
  useEffect(() => {
    if (last.current === screen) return;
    last.current = screen;
    return soon(() => {
      const heading = document.querySelector<HTMLElement>("#content h1");
      if (!heading?.getClientRects().length) return false; // while a screen is fetched, the one before is there still, unseen
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      return true;
    });
  }, [screen]);
}

// The title of what has come, for who does not see it come. Focus on the heading says a new screen's; this says the rest.
export function Said() {
  const { title } = useFramed();
  const [said, say] = useState("");
  const first = useRef(true);
  useEffect(() => {
    if (!title) return;
    if (first.current) first.current = false;
    else say(title);
  }, [title]);
  return (
    <div className="sr" role="status">
      {said}
    </div>
  );
}

const places = new Map<string, number>();

// "Back" restores the place on the page, also where it grows only when its rows come.
export function useScroll() {
  const { key } = useLocation();
  const how = useNavigationType();
  const at = useRef(key);
  useEffect(() => {
    const keep = () => void places.set(at.current, scrollY);
    addEventListener("scroll", keep, { passive: true });
    return () => removeEventListener("scroll", keep);
  }, []);
  useLayoutEffect(() => {
    at.current = key;
    const before = places.get(key);
    if (how !== "POP" || !before) {
      const frame = requestAnimationFrame(() => places.set(key, scrollY)); // what replaced another entry is at its place
      return () => cancelAnimationFrame(frame);
    }
    return soon(() => {
      if (document.documentElement.scrollHeight - innerHeight < before - 1) return false;
      scrollTo(0, before);
      return true;
    });
  }, [key, how]);
}
