/* Asks the device for a passkey and sends what it answers with the form around it.

   A form with data-passkey="create" or "get" has a hidden field `credential` and carries the options of the
   server in data-options, or their address in data-options-from. Its button is shown here: without script it
   could do nothing. mfa/js/webauthn-json.js, which comes with allauth, turns bytes into text. */
"use strict";

(() => {
  const WORDS = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known", SecurityError: "unsupported" };

  const options = async (form) => {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw Object.assign(new Error(), { word: answer.status === 429 ? "busy" : "failed" });
    return (await answer.json()).request_options;
  };

  const asked = (kind, wanted) => {
    if (!window.PublicKeyCredential) throw Object.assign(new Error(), { word: "unsupported" });
    if (kind === "get") return window.webauthnJSON.get(wanted);
    // Kept on the device together with whose it is, so that it can sign in without an address.
    const selection = { ...wanted.publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true };
    return window.webauthnJSON.create({ publicKey: { ...wanted.publicKey, authenticatorSelection: selection } });
  };

  const tell = (trouble, word) => {
    trouble.querySelector("span").textContent = word ? trouble.dataset[word] : "";
    trouble.hidden = !word;
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const button = form.querySelector("[data-passkey-ask]");
    const trouble = form.querySelector("[data-passkey-trouble]");
    button.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      tell(trouble, "");
      try {
        form.elements.credential.value = JSON.stringify(await asked(form.dataset.passkey, await options(form)));
        form.submit();
      } catch (error) {
        button.disabled = false;
        tell(trouble, error.word ?? WORDS[error.name] ?? "failed");
      }
    });
  });
})();
