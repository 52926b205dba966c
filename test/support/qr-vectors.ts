/** QR codes of texts, level M, as npm's qrcode 1.5.4 makes them: rows of modules as hexadecimal digits, from the top. */
export const qrVectors: readonly { text: string; size: number; rows: string }[] = Object.freeze([
  {
    text: "A",
    size: 21,
    rows:
      "1fd27f 105f41 17455d 175b5d 174e5d 104b41 1fd57f 001b00 16e74b 0b2bc8 19da0d 16827c 13c924 001649 " +
      "1fd328 105836 174df1 175e7e 175560 1044a5 1fd090",
  },
  {
    text: "客厅",
    size: 21,
    rows:
      "1fc57f 104841 175c5d 175c5d 17535d 105141 1fd57f 001b00 17cd7c 100129 0dc691 172432 1d4e92 0013e5 " +
      "1fcd63 105bc9 175902 175d2c 1756bc 104030 1fd696",
  },
  {
    text: "Mooring keeps an ESP32 tied to its cloud.",
    size: 29,
    rows:
      "1fc9967f 10407441 1754065d 1751e95d 1758925d 1056e141 1fd5557f 00136600 17c2e97c 1a2e4e71 16c57494 " +
      "15ad4059 1273f9a5 071215f7 096a61b8 132832b9 0ed0b905 1e1095ff 105df1b4 132a2538 11450df5 0014951a " +
      "1fcfe55c 105fa710 175769f7 17500003 175b70f2 1042956a 1fd448c4",
  },
  {
    text: "WIFI:T:WPA;S:Mooring-ddeeff;P:k7mf-2qxa-9dpt;;",
    size: 33,
    rows:
      "1fcdcf07f 1041e9141 175dadf5d 175d7325d 175ba475d 1056b1d41 1fd55557f 001e24c00 17c9f847c 01b436381 " +
      "14fe3503e 073b43fbe 1ee304837 000d7124c 0a7e425a2 0f11d7df7 0cef9a492 1d25cf0ad 09fce84e2 0a185f38f " +
      "0573f3e16 1d87a42ca 105c7150e 158c60c25 127c685fb 0013d7f13 1fcf65b5c 105490d17 175de69f9 1759f1f85 " +
      "175982100 1046d387c 1fd04a7ba",
  },
  {
    text: "x".repeat(84),
    size: 37,
    rows:
      "1fca2aaa7f 10527aaa41 174255555d 1749e5555d 175b8aaa5d 10470aaa41 1fd555557f 000abaaa00 1549faaa12 " +
      "1136e5554d 19f0955517 19a42aaab2 19e26aaae8 068e15554d 1576155517 179f2aaab2 0d712aaae8 1b0815554d " +
      "1b68d55517 0e0a6aaab2 0fcfeaaae8 17af95554d 06d4955517 1f05eaaab2 1acb6aaae8 00a455554d 1062d55517 " +
      "08b86aaab2 174d2aabfb 001655551d 1fc5955757 104c2aa912 1757aaa9f8 1745d5561c 175c5554b7 10496aa9e2 " +
      "1fdbaaab4b",
  },
  {
    text: "y".repeat(85),
    size: 41,
    rows:
      "1fc99a2a27f 1052f7b7b41 174e7d1d15d 17495d9d95d 17599eaea5d 104a7bbbb41 1fd5555557f 0009ceeee00 " +
      "15437aaaa12 1604055554d 1c5bb44443f 0e02deeee30 13699abab68 0e03467678d 14d8b47473f 0781deded30 " +
      "1bf898a8ae8 1c915d5d54d 11cc948483f 05aebe2e230 1fecf6262e8 1435d51514d 13ec944443f 079a3eeee30 " +
      "19c06aaaaeb 1030e55554d 037564444bf 042d7eeeef0 01cd7babaa8 08b7d76768d 13f4574743f 0dae4dede30 " +
      "11de4a8a9f8 0014d5d5d1d 1fc8684875f 1045f2e2d10 175422625f8 174c515141c 17546c444bf 104db6eedc2 " +
      "1fd46eaabcb",
  },
  {
    text: "z".repeat(106),
    size: 41,
    rows:
      "1fc61b6db7f 1044dc1ac41 1750d6b065d 1756ab6db5d 1756db6db5d 105c9c1ac41 1fd5555557f 001816b0600 " +
      "17cf2b6db7c 0fa85b6db75 15f3cc1acc4 15bea6b06cb 09522b6db2f 1e2f4b6db75 15f1cc1acc4 14bdb6b06cb " +
      "02c01b6db2f 1ead6b6db75 0ae6cc1acc4 1934d6b06cb 1a6c5b6db2f 120d6b6db75 0ee64c1acc4 1f3c16b06cb " +
      "1e740b6db2f 04394b6db75 19d85c1acc4 1fa5d6b06cb 1b5c8b6db2f 1db90b6db75 10597c1acc4 1727e6b06cb " +
      "13ddbb6dbff 00108b6db15 1fcf3c1af54 105bc6b071b 1755976d9ff 17504f6d927 175f701ad74 104746b07ca " +
      "1fd50f6dacc",
  },
]);
