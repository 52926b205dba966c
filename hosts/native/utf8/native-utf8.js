/** The function of utf8-xs.c: a CheckUtf8 of src/websocket/utf8.ts. `native` is XS's. */
export const checkUtf8 = native("xs_mooring_utf8");
