// Everything works without this file. With it: drop a file, copy a record, get the answer without leaving the page.
"use strict";

async function copy(button) {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  const label = button.textContent;
  button.textContent = button.dataset.done;
  button.classList.add("done");
  button.setAttribute("aria-live", "polite");
  setTimeout(() => { button.textContent = label; button.classList.remove("done"); }, 1600);
}

function fail(form) {
  form.querySelector(".error")?.remove();
  const line = document.createElement("p");
  line.className = "error";
  line.setAttribute("role", "alert");
  line.textContent = form.dataset.failed;
  form.append(line);
}

// The answer is a whole page: its main part and its head line take the place of ours.
function show(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const main = page.querySelector("main");
  if (!main) throw new Error("no answer");
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  document.querySelector("header.top").replaceWith(page.querySelector("header.top"));
  document.querySelector("main").replaceWith(main);
  document.querySelector("footer").replaceWith(page.querySelector("footer"));
  window.scrollTo(0, 0);
  document.querySelector("main").focus({ preventScroll: true });
}

async function submit(form, submitter) {
  const button = submitter ?? form.querySelector("button.primary");
  const label = button.textContent;
  const body = new FormData(form, submitter?.name ? submitter : undefined);
  if (button.classList.contains("primary")) {
    button.style.minWidth = button.offsetWidth + "px";
    button.textContent = form.dataset.working;
  }
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "text/html" }, credentials: "omit" });
    const text = await answer.text();
    if (history.state?.answer !== true) history.pushState({ answer: true }, "", "/");
    show(text);
  } catch {
    fail(form);
    button.textContent = label;
    button.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form.ask")) return;
  event.preventDefault();
  submit(form, event.submitter);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.matches(".copy")) copy(button);
  if (button?.matches(".print")) window.print();
});

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.matches(".box input[type=file]") && input.files.length) submit(input.form);
});

// Ctrl-Enter sends, as in a mail program.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) event.target.form.requestSubmit();
});

// A file may be dropped anywhere on the first page.
let depth = 0;
const box = () => document.querySelector(".box");
const files = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
document.addEventListener("dragenter", (event) => { if (files(event) && box()) { depth++; box().classList.add("over"); } });
document.addEventListener("dragleave", (event) => { if (files(event) && box() && --depth <= 0) { depth = 0; box().classList.remove("over"); } });
document.addEventListener("dragover", (event) => { if (files(event) && box()) event.preventDefault(); });
document.addEventListener("drop", (event) => {
  if (!files(event) || !box()) return;
  event.preventDefault();
  depth = 0;
  box().classList.remove("over");
  const input = box().querySelector("input[type=file]");
  input.files = event.dataTransfer.files;
  if (input.files.length) submit(box());
});

// Back from an answer: the page that was left. A step to a place in the page comes here too, and loads nothing.
window.addEventListener("popstate", (event) => { if (event.state?.answer !== true && !location.hash) location.reload(); });
