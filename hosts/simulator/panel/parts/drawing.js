/** Colours and letters of the picture of the board. */
export const ink = "#e8eef2";
export const faint = "#8fa6b2";
export const card = "#14303c";
export const tile = "#1d4150";
export const accent = "#35c2b0";
export const warm = "#ffcf5a";
export const bad = "#ff7a6b";
export const off = "#2c5262";

export const style = (font, color, horizontal = "left") => new Style({ font, color, horizontal });
export const fill = (color) => new Skin({ fill: color });
