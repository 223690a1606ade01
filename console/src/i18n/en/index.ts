// The English catalogue, which says what keys there are. A screen's words are in the file of its name.
import type { Text } from "..";
import { admin } from "./admin";
import { agreements } from "./agreements";
import { alignment } from "./alignment";
import { assess } from "./assess";
import { desk } from "./desk";
import { exposure } from "./exposure";
import { handling } from "./handling";
import { kit } from "./kit";
import { product } from "./product";
import { search } from "./search";
import { shell } from "./shell";
import { statements } from "./statements";
import { verify } from "./verify";
import { write } from "./write";

const all = { ...shell, ...kit, ...desk, ...product, ...write, ...search, ...agreements, ...assess, ...statements, ...verify, ...exposure, ...handling, ...alignment, ...admin };
export const en: { [K in keyof typeof all]: Text } = all;
