import { Flash, FlashModel } from "../../hosts/models/flash.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";

const blockLength = 64; // bytes; small, so that every byte of a block can be cut at

function partition(blocks = 2) {
  const changes: [offset: number, length: number][] = [];
  const model = new FlashModel({
    blocks,
    blockLength,
    onChanged: (offset, length) => changes.push([offset, length]),
  });
  return { model, flash: new Flash(model), changes };
}

function read(flash: Flash, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  equal(flash.read(bytes, offset), length);
  return bytes;
}

const pattern = Uint8Array.from({ length: 40 }, (_, i) => (i * 37) & 0xff);

describe("flash model", () => {
  it("is erased at first, has blocks of 4 KiB by default, and keeps what is written", () => {
    equal(new FlashModel({ blocks: 3 }).size, 3 * 4096);
    const { flash, changes } = partition();
    deepEqual(flash.status(), { size: 128, blocks: 2, blockLength: 64 });
    deepEqual(read(flash, 0, 128), new Uint8Array(128).fill(0xff));
    flash.write(pattern, 60);
    deepEqual(read(flash, 60, 40), pattern);
    deepEqual(changes, [[60, 40]]);
  });

  it("lets bits only fall by writing, and counts what could not rise", () => {
    const { model, flash } = partition();
    flash.write(Uint8Array.of(0b1100_1100), 5);
    equal(model.bytesNotRaised, 0);
    flash.write(Uint8Array.of(0b1010_1010), 5);
    deepEqual(read(flash, 5, 1), Uint8Array.of(0b1000_1000));
    equal(model.bytesNotRaised, 1);
  });

  it("raises bits by erasing blocks, from start up to but not including end, and counts the wear", () => {
    const { model, flash } = partition(4);
    flash.write(new Uint8Array(256), 0);
    flash.eraseBlock(1, 3);
    deepEqual(read(flash, 0, 64), new Uint8Array(64));
    deepEqual(read(flash, 64, 128), new Uint8Array(128).fill(0xff));
    deepEqual(read(flash, 192, 64), new Uint8Array(64));
    flash.eraseBlock(1);
    deepEqual(model.wear, Uint32Array.of(0, 2, 1, 0));
  });

  it("refuses what lies outside, changing nothing", () => {
    const { flash, changes } = partition();
    for (const offset of [-1, 89, 1.5, Number.NaN]) throws(() => flash.write(pattern, offset), "flash has no bytes");
    throws(() => flash.read(new Uint8Array(1), 128), "flash has no bytes 128 up to 129");
    throws(() => flash.eraseBlock(2), "flash has no blocks 2 up to 3, only 2");
    throws(() => flash.eraseBlock(1, 1), "flash has no blocks");
    throws(() => flash.eraseBlock(-1), "flash has no blocks");
    equal(changes.length, 0);
    flash.close();
    throws(() => flash.status(), "flash is closed");
  });

  it("keeps a write that is cut after any number of bytes up to there and nothing after", () => {
    for (let cut = 0; cut < pattern.length; cut++) {
      const { model, flash } = partition();
      model.cutAfter(cut);
      throws(() => flash.write(pattern, 10), "power was cut");
      throws(() => flash.read(new Uint8Array(1), 0), "power was cut");
      throws(() => flash.eraseBlock(0), "power was cut");
      model.restorePower();
      deepEqual(read(flash, 10, cut), pattern.slice(0, cut));
      deepEqual(read(flash, 10 + cut, 40 - cut), new Uint8Array(40 - cut).fill(0xff));
    }
  });

  it("keeps an erasure that is cut after any number of bytes up to there and the old bytes after", () => {
    for (let cut = 0; cut < blockLength; cut++) {
      const { model, flash } = partition();
      flash.write(new Uint8Array(128), 0);
      model.cutAfter(cut);
      throws(() => flash.eraseBlock(0, 2), "power was cut");
      model.restorePower();
      deepEqual(read(flash, 0, cut), new Uint8Array(cut).fill(0xff));
      deepEqual(read(flash, cut, 128 - cut), new Uint8Array(128 - cut));
    }
  });

  it("tears the byte at the cut when asked: some of its bits fell, others did not", () => {
    const { model, flash } = partition();
    model.cutAfter(1, 0x0f);
    throws(() => flash.write(Uint8Array.of(0, 0, 0), 0), "power was cut");
    model.restorePower();
    deepEqual(read(flash, 0, 3), Uint8Array.of(0x00, 0x0f, 0xff));
  });

  it("cuts over several writes and not at all once power is restored", () => {
    const { model, flash } = partition();
    model.cutAfter(50);
    flash.write(pattern, 0);
    throws(() => flash.write(pattern, 40), "power was cut");
    model.restorePower();
    flash.write(pattern, 64);
    deepEqual(read(flash, 40, 10), pattern.slice(0, 10));
  });

  it("loads what a host kept", () => {
    const { model, flash } = partition();
    flash.write(pattern, 3);
    const again = new FlashModel({ blocks: 2, blockLength, contents: model.contents.slice(0, 50) });
    deepEqual(again.contents, model.contents);
    ok(again.contents !== model.contents);
    throws(() => new FlashModel({ blocks: 0 }), "flash of 0 blocks");
  });
});
