/**
 * All words of the setup page, a column for each language. Another language is another column, and its name in
 * `languages`. "{}" stands for what is put in. Plain sentences: who reads them holds a phone and wants to be done.
 */
/** Tag (BCP 47) and the language's own name for itself, in the order of the columns. The first is for everybody else. */
export const languages = [
  ["en", "English"],
  ["zh", "中文"],
] as const;

type Row = readonly [string, string];

export const words = {
  title: ["Set up your device", "设置您的设备"],
  lead: ["Choose the Wi-Fi that the device is to use.", "请选择设备要使用的 Wi-Fi。"],
  loading: ["Reaching the device…", "正在连接设备…"],
  networks: ["Wi-Fi network", "Wi-Fi 网络"],
  rescan: ["Look again", "重新搜索"],
  scanning: ["Looking…", "正在搜索…"],
  scanNote: ["Your phone may lose its Wi-Fi for a moment.", "手机的 Wi-Fi 可能会短暂中断。"],
  noNetworks: ["No network was found yet.", "尚未找到网络。"],
  other: ["Other or hidden network", "其他网络或隐藏网络"],
  secured: ["needs a password", "需要密码"],
  open: ["open", "开放"],
  strong: ["strong signal", "信号强"],
  fair: ["fair signal", "信号中等"],
  weak: ["weak signal", "信号弱"],
  openNote: [
    "No password: anyone near can read what passes, except what the cloud encrypts.",
    "没有密码：除云端加密的内容外，附近的人都能看到数据。",
  ],
  name: ["Name of the network", "网络名称"],
  isOpen: ["It has no password", "此网络没有密码"],
  passwordTitle: ["Wi-Fi password", "Wi-Fi 密码"],
  show: ["Show", "显示"],
  hide: ["Hide", "隐藏"],
  cloudTitle: ["Cloud", "云端"],
  cloudNote: [
    "Your dashboard shows both under “Add device”. Its link, pasted here, fills in both.",
    "两者都显示在仪表板的“Add device”中。把那里的链接粘贴到这里，即可自动填写。",
  ],
  filled: ["Filled in from your link.", "已根据您的链接填写。"],
  server: ["Server address", "服务器地址"],
  code: ["Claim code", "认领码"],
  codeNote: ["Leave it empty if your server asks for none.", "如果服务器不需要，请留空。"],
  otherCloud: ["Use another cloud", "使用其他云端"],
  advanced: ["Fixed address", "固定地址"],
  isFixed: ["Use a fixed address", "使用固定地址"],
  ip: ["Address", "地址"],
  mask: ["Network mask", "子网掩码"],
  gateway: ["Gateway", "网关"],
  nameServer: ["Name server (the gateway, if empty)", "域名服务器（留空则用网关）"],
  connect: ["Connect", "连接"],
  wait: ["Wait {} s", "请等待 {} 秒"],
  connecting: ["Connecting to {}", "正在连接 {}"],
  joining: ["Join the network", "加入网络"],
  address: ["Get an address", "获取地址"],
  internet: ["Look for the internet", "检查互联网"],
  cloud: ["Reach the cloud", "连接云端"],
  claim: ["Sign in with the code", "使用认领码登记"],
  change: ["Change the details", "修改设置"],
  slow: ["This takes longer than it should.", "用时比平常长。"],
  away: [
    "The device does not answer. Your phone may lose its Wi-Fi for some seconds now. If it does not come back, join “{}” again; this page goes on.",
    "设备暂时没有回应。手机的 Wi-Fi 可能会中断几秒。如果没有恢复，请重新连接“{}”，此页面会继续。",
  ],
  doneTitle: ["The device is online", "设备已上线"],
  doneNote: [
    "Your phone can go back to its own Wi-Fi; the dashboard opens from there.",
    "手机可以回到自己的 Wi-Fi，从那里打开仪表板。",
  ],
  dashboard: ["Open the dashboard", "打开仪表板"],
  network: ["Network", "网络"],
  busyTitle: ["Another phone is here", "另一部手机正在使用"],
  busy: [
    "It is setting up the device. This page goes on when that one is closed.",
    "它正在设置此设备。待其页面关闭后，此页面会自动继续。",
  ],
  elsewhereTitle: ["This page was opened elsewhere", "此页面已在别处打开"],
  goOn: ["Go on here", "在这里继续"],
  "not-found": [
    "The device cannot find “{}”. Is the name right, is it near, is it 2.4 GHz?",
    "设备找不到“{}”。名称是否正确，是否够近，是否为 2.4 GHz？",
  ],
  password: [
    "“{}” refuses this password. Check it, capitals too, and try again.",
    "“{}”拒绝了此密码。请检查后重试，注意区分大小写。",
  ],
  "no-address": [
    "“{}” gave no address. Restart its router, or use a fixed address below.",
    "“{}”没有分配地址。请重启路由器，或在下方使用固定地址。",
  ],
  "no-internet": [
    "“{}” works, but nothing beyond it answers. A device cannot pass a sign-in page.",
    "“{}”已连接，但无法访问互联网。设备无法通过网页登录。",
  ],
  "no-cloud": [
    "The internet is there, but the server does not answer. Check its address.",
    "互联网正常，但服务器没有回应。请检查服务器地址。",
  ],
  refused: ["The server refuses this device. Try a new code.", "服务器拒绝了此设备。请用新的认领码重试。"],
  "wrong-code": [
    "The server does not know this code: wrong, used, or too old. Your dashboard gives a new one.",
    "服务器不认识此认领码：错误、已使用或已过期。请在仪表板获取新码。",
  ],
  fieldSSID: ["Choose a network, or enter a name of 1 to 32 characters.", "请选择网络，或输入 1 至 32 个字符的名称。"],
  fieldPassword: ["A Wi-Fi password has 8 to 63 characters.", "Wi-Fi 密码为 8 至 63 个字符。"],
  fieldServer: ["The address looks like wss://cloud.example.com.", "地址形如 wss://cloud.example.com。"],
  fieldCode: ["The code has no spaces and at most 64 characters.", "认领码不含空格，最多 64 个字符。"],
  fieldAddress: [
    "Four numbers from 0 to 255 with points, like 192.168.1.20.",
    "四个 0 至 255 的数字，以点分隔，如 192.168.1.20。",
  ],
  fieldMask: ["A mask like 255.255.255.0.", "掩码形如 255.255.255.0。"],
  tooMany: ["Too many attempts. Wait {} s.", "尝试次数过多。请等待 {} 秒。"],
  notTaken: ["The device did not understand. Reload the page and try again.", "设备无法理解。请重新加载页面后重试。"],
} satisfies Record<string, Row>;
export type Word = keyof typeof words;
