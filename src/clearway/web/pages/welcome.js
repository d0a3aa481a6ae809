// The one-time link: a password, a second factor, done. The token stays behind the # and in no log.
"use strict";
const token = location.hash.slice(1);
const $ = (id) => document.getElementById(id);

async function send(path, body) {
  $("problem").textContent = "";
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token, ...body }),
  });
  const said = await answer.json();
  if (!answer.ok) {
    $("problem").textContent = said.problems.map((p) => p.sentence).join(" ") || said.detail;
    throw new Error(said.title);
  }
  return said;
}

$("choose").addEventListener("submit", async (event) => {
  event.preventDefault();
  const second = await send("/api/welcome", { password: $("password").value });
  $("secret").textContent = second.secret;
  $("uri").href = second.uri;
  $("choose").hidden = true;
  $("confirm").hidden = false;
  $("code").focus();
});

$("confirm").addEventListener("submit", async (event) => {
  event.preventDefault();
  await send("/api/welcome/confirmation", { code: $("code").value });
  $("confirm").hidden = true;
  $("done").hidden = false;
  history.replaceState(null, "", "/welcome");
});
