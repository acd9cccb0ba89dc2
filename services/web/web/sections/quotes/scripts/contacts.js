// The contacts of the client that was picked.

document.addEventListener("picked", (event) => event.target.name === "client" && contactsOf(event.target.form, event.detail.id));

/** The contacts of the client, to choose from. */
export async function contactsOf(form, client, chosen = "") {
  const select = form?.querySelector("[data-contacts]");
  if (!select || !client) return;
  const answer = await fetch(`${select.dataset.contacts}/${client}`, { headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.headers.has("HX-Redirect")) return;
  select.innerHTML = await answer.text();
  select.value = chosen;
}
