/** What a phone does on a setup page, without a browser. */
interface State {
  step: string;
  failure?: string;
}

export class PortalClient {
  readonly page: string;
  readonly token: string;

  private constructor(page: string, token: string) {
    this.page = page;
    this.token = token;
  }

  /** Takes the portal; page: its origin. Tries for 20 s, for the board may still be starting. */
  static async open(page: string): Promise<PortalClient> {
    for (let i = 0; ; i++) {
      const answer = await send(page, "none", "/session", { take: true }).catch(() => undefined);
      if (answer?.status === 200) return new PortalClient(page, ((await answer.json()) as { token: string }).token);
      if (i > 100) throw new Error(`no portal at ${page}`);
      await pause(200);
    }
  }

  /** Sends a setup and waits for its end: "done", or why it failed. */
  async setUp(setup: object): Promise<string> {
    const answer = await send(this.page, this.token, "/setup", setup);
    if (!answer.ok) throw new Error(`refused: ${answer.status} ${await answer.text()}`);
    for (let i = 0; i < 200; i++) {
      await pause(200);
      const { step, failure } = await this.state();
      if (failure !== undefined) return failure;
      if (step === "done") return step;
    }
    throw new Error("the setup does not end");
  }

  async state(): Promise<State> {
    const answer = await fetch(`${this.page}/state`, { headers: { "X-Setup-Token": this.token } });
    return (await answer.json()) as State;
  }
}

function send(page: string, token: string, path: string, body: object): Promise<Response> {
  const headers = { "X-Setup-Token": token, "Content-Type": "application/json", Origin: page };
  return fetch(page + path, { method: "POST", headers, body: JSON.stringify(body) });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
