/** A phone on the portal of a board on this machine, byte by byte: what its browser would send, without a browser. */
import { connect, type Socket } from "node:net";

export interface PhoneState {
  step: string;
  failure?: string;
}

export class Phone {
  readonly #port: number;
  readonly #open: Socket[] = [];
  #token = "";

  /** port: of the portal, on 127.0.0.1 */
  constructor(port: number) {
    this.#port = port;
  }

  /** Gets the page, and holds the portal. */
  async enter(): Promise<void> {
    const page = await this.send(this.#get("/"));
    if (!page.endsWith("</html>")) throw new Error(`no page: ${page.slice(0, 200)}`);
    const session = await this.send(this.post("/session", '{"take":true}'));
    const token = /"token":"([0-9a-f]{16})"/.exec(session)?.[1];
    if (token === undefined) throw new Error(`no session: ${session}`);
    this.#token = token;
  }

  async state(): Promise<PhoneState> {
    const answer = await this.send(this.#get("/state"));
    return JSON.parse(answer.slice(answer.indexOf("\r\n\r\n"))) as PhoneState;
  }

  #get(path: string): string {
    return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${this.#port}\r\nX-Setup-Token: ${this.#token}\r\n\r\n`;
  }

  post(path: string, body: string): string {
    const host = `127.0.0.1:${this.#port}`;
    return (
      `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nX-Setup-Token: ${this.#token}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    );
  }

  /** Resolves with all that came until the portal closed, one character a byte. */
  send(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.#port, "127.0.0.1", () => socket.write(text));
      let answer = "";
      socket.on("data", (piece) => {
        answer += piece.toString("latin1");
      });
      socket.on("close", () => resolve(answer));
      socket.on("error", reject);
    });
  }

  /** Sends what is no whole request, and keeps the connection. */
  begin(text: string): void {
    const socket = connect(this.#port, "127.0.0.1", () => socket.write(text));
    socket.on("error", () => {});
    this.#open.push(socket);
  }

  /** As a browser that sends a setup and has opened a connection ahead of time: the most that a phone holds. */
  beginSetup(): void {
    this.begin(this.post("/setup", "x".repeat(900)).slice(0, -1));
    this.begin("");
  }

  leave(): void {
    for (const socket of this.#open.splice(0)) socket.destroy();
  }
}
