/** A person's own sensor as a source. */
import { qualityCode } from "../../protocol/senml.js";
import type { SensorCode } from "../app.js";
import { readingsMaximum } from "../readings.js";
import type { Source } from "../source.js";
import type { OwnSite } from "./own-site.js";

export class OwnSource implements Source {
  private readonly code: SensorCode;
  /** readings; of its kind */
  private readonly count: number;
  private readonly site: OwnSite;

  constructor(code: SensorCode, count: number, site: OwnSite) {
    this.code = code;
    this.count = count;
    this.site = site;
  }

  start(): number {
    return this.code.start?.() ?? 0;
  }

  read(values: Float64Array): string | undefined {
    const sample = this.code.sample();
    if (typeof sample === "string") return sample;
    const quality = qualityCode(this.code.quality);
    for (let i = 0; i < this.count; i++) {
      values[readingsMaximum + i] = quality;
      const value = typeof sample === "object" ? sample[i] : i === 0 ? sample : undefined;
      values[i] = typeof value === "number" ? value : Number.NaN;
    }
    return undefined;
  }

  close(): void {
    this.site.release();
    this.code.close?.();
  }
}
