/** Whether an IPv4 address is of the access point's own network, whose mask is 255.255.255.0 (ESP-IDF's and ours). */
export function isSameNetwork(address: string, own: string): boolean {
  const end = own.lastIndexOf(".") + 1;
  return end > 0 && address.lastIndexOf(".") + 1 === end && address.slice(0, end) === own.slice(0, end);
}
