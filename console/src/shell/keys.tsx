// The keyboard: "g d" goes to the desk, "/" searches, "?" lists the keys, a screen's own letters do its acts, Esc steps back once.
import { useEffect, useRef } from "react";
import { useLocation, useNavigate } from "react-router-dom";
import { useOffered } from "./frame";
import { useScreens } from "./rail";

const typing = (at: EventTarget | null) => at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));

export function useKeys(open: { palette: () => void; list: () => void; isOpen: boolean }) {
  const navigate = useNavigate();
  const location = useLocation();
  const acts = useOffered();
  const led = useRef(0); // when "g" was pressed
  const screens = useScreens();
  const held = useRef({ open, location, screens });
  held.current = { open, location, screens };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { open, location, screens } = held.current;
      if (event.isComposing) return; // keys of an input method are not ours
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        return open.isOpen ? undefined : open.palette();
      }
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || open.isOpen) return;
      if (event.key === "Escape") {
        if (typing(event.target)) return (event.target as HTMLElement).blur();
        // Once: from a detail to its list, as `back` does.
        if (location.key !== "default" && location.pathname.split("/").length > 2) navigate(-1);
        return;
      }
      if (typing(event.target)) return;
      if (event.key === "g") {
        led.current = event.timeStamp;
        return;
      }
      if (led.current && event.timeStamp - led.current < 1500) {
        const screen = screens.find((one) => one.keys === event.key);
        led.current = 0;
        if (screen) {
          event.preventDefault();
          return navigate(screen.path);
        }
      }
      if (event.key === "/") {
        event.preventDefault();
        return open.palette();
      }
      if (event.key === "?") return open.list();
      const act = acts().find((one) => one.key === event.key);
      if (act) {
        event.preventDefault();
        act.run();
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [navigate, acts]);
}
