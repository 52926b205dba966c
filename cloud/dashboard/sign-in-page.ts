/** The page for a browser without a session: the operator token opens one. */
import { ApiError, explain, request } from "./api.js";
import { field } from "./dialog.js";
import { element, setShown, setText } from "./element.js";

/** `onSignedIn` is called once. `isLinkUsed`: a one-time link led here, and it was no good (any more). */
export function signInPage(onSignedIn: () => void, isLinkUsed: boolean): HTMLElement {
  const token = element("input", {
    type: "password",
    required: true,
    autocomplete: "current-password",
    spellcheck: "false",
  });
  const failure = element("p", { class: "failure", role: "alert", hidden: true });
  if (isLinkUsed) {
    setText(failure, "This link was used before, or is too old. Start the server again for a new one.");
    setShown(failure, true);
  }
  const button = element("button", { type: "submit", class: "button primary" }, "Sign in");
  const form = element("form", { class: "sign-in card" });
  form.append(
    element("h1", { tabindex: "-1" }, "Sign in"),
    field(
      "Operator token",
      token,
      "The server was started with it. Without it, use the link that the server printed when it started.",
    ),
    failure,
    button,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true";
    setShown(failure, false);
    request("POST", "/v1/session", { token: token.value })
      .then(onSignedIn, (error: unknown) => {
        const isWrong = error instanceof ApiError && (error.status === 401 || error.status === 403);
        setText(failure, isWrong ? "That is not the operator token. Check it and try again." : explain(error));
        setShown(failure, true);
        token.select();
      })
      .finally(() => {
        button.ariaDisabled = "false";
      });
  });
  return form;
}
