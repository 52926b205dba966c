/** The language of the page: the one chosen here, else the phone's. Words stand in the page by data-w. */
import { at, make } from "./element.js";
import { languages, type Word, words } from "./words.js";

let column = 0;

export function say(word: Word, value = ""): string {
  return (words[word][column] as string).replace("{}", value);
}

/** onChange: what the page has written by itself is to be written anew. */
export function startLanguage(onChange: () => void): void {
  const select = at<HTMLSelectElement>("language");
  for (const [value, textContent] of languages) select.append(make("option", { value, textContent }));
  select.onchange = () => {
    column = select.selectedIndex;
    document.documentElement.lang = select.value;
    for (const element of document.querySelectorAll<HTMLElement>("[data-w]"))
      element.textContent = say(element.dataset["w"] as Word);
    document.title = say("title");
    onChange();
  };
  for (const wanted of navigator.languages) {
    const index = languages.findIndex(([tag]) => wanted.startsWith(tag));
    if (index < 0) continue;
    select.selectedIndex = index;
    break;
  }
  select.onchange(new Event("change"));
}
