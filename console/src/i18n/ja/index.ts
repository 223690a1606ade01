// The Japanese catalogue: the keys of en/, in files of the same names.
import type { Catalogue } from "..";
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

export const ja: Catalogue = { ...shell, ...kit, ...desk, ...product, ...write, ...search, ...agreements, ...assess, ...statements, ...verify, ...exposure, ...handling, ...alignment, ...admin };
