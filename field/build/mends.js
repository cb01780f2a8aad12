// [what the form library says, what it says after us]. `adit` is src/Forms/mended.ts.
const word = (from, key) => [from, from.replace(/"[^"]*"$/, `adit.word("${key}")`)];

const words = [
  [`constraintMsg: "Condition not satisfied: constraint"`, `get constraintMsg() { return adit.word("constraint"); }`],
  [`requiredMsg: "Condition not satisfied: required"`, `get requiredMsg() { return adit.word("required"); }`],
  word(`label: "Send"`, "finish"),
  word(`null, "Get location"`, "getLocation"),
  word(`null, "Try again"`, "tryAgain"),
  word(`null, "Cannot access location"`, "noLocation"),
  word(`"Grant location permission in the browser settings and make sure location is turned on."`, "noLocationWhy"),
  word(`null, "Finding your location"`, "findingLocation"),
  [`createTextVNode("Time taken to capture location: ", -1)`, `createTextVNode(adit.word("timeTaken") + " ", -1)`],
  [`" Location will be saved at " + toDisplayString(eA.options.accuracyThreshold) + " m "`, `adit.word("savedAt", eA.options.accuracyThreshold)`],
  [`" Previous saved location at " + toDisplayString(unref(truncateDecimals)(rA.value.value, nA)) + " m "`,
    `adit.word("savedBefore", unref(truncateDecimals)(rA.value.value, nA))`],
  [`toDisplayString(unref(truncateDecimals)(iA.value.value, nA)) + " m - " + toDisplayString(iA.value.label)`,
    `Math.round(iA.value.value) + "\\u00a0m · " + toDisplayString(iA.value.label)`],
  word(`label: "Cancel"`, "cancel"),
  word(`label: "Save location"`, "saveLocation"),
  [`[GEOPOINT_ACCURACY_QUALITY.GOOD]: "Good accuracy"`, `get [GEOPOINT_ACCURACY_QUALITY.GOOD]() { return adit.word("goodAccuracy"); }`],
  [`[GEOPOINT_ACCURACY_QUALITY.ACCEPTABLE]: "Good accuracy"`, `get [GEOPOINT_ACCURACY_QUALITY.ACCEPTABLE]() { return adit.word("goodAccuracy"); }`],
  [`[GEOPOINT_ACCURACY_QUALITY.POOR]: "Poor accuracy"`, `get [GEOPOINT_ACCURACY_QUALITY.POOR]() { return adit.word("poorAccuracy"); }`],
  [`[GEOPOINT_ACCURACY_QUALITY.UNKNOWN]: "Unknown accuracy"`, `get [GEOPOINT_ACCURACY_QUALITY.UNKNOWN]() { return adit.word("unknownAccuracy"); }`],
  [`"Accuracy: " + toDisplayString(unref(truncateDecimals)(oA.accuracy, { decimals: 3 })) + " m,"`, `adit.word("accuracy", Math.round(oA.accuracy))`],
  [`"Latitude: " + toDisplayString(oA.latitude) + ","`, `toDisplayString(oA.latitude) + ", "`],
  [`"Longitude: " + toDisplayString(oA.longitude) + "."`, `toDisplayString(oA.longitude)`],
  word(`null, "Take picture"`, "takePicture"),
  word(`null, "Choose image"`, "chooseImage"),
  word(`alt: "Captured image preview"`, "picture"),
  word(`label: "Remove"`, "remove"),
  [`createTextVNode(" Add ", -1)`, `createTextVNode(adit.word("add") + " ", -1)`],
  [`{ literal: "Repeat Item" }`, `{ literal: adit.word("item") }`],
  [`{ class: "label-text" }, " Okay "`, `{ class: "label-text" }, adit.word("okay")`],
  word(`null, "Rank items"`, "rank"),
  [`" Unable to load map "`, `adit.word("noMap")`],
  [`QA === 1 ? "1 question with error." : \`\${QA} questions with errors.\``, `adit.word("errors", QA)`],
  [`"Location unavailable. Enable GPS and browser permissions, then restart the form to try again."`, `adit.word("noLocationWhy")`],
  [`DIALOG_TITLE: "An error occurred while loading this form"`, `DIALOG_TITLE: adit.word("notLoaded")`],
  [`DETAILS_SUMMARY_LABEL: "Technical error details"`, `DETAILS_SUMMARY_LABEL: adit.word("details")`],
  [`{ theme: { preset: odkThemePreset, options: { darkModeSelector: !1 } } }`,
    `{ locale: adit.calendar(defaultOptions.locale), theme: { preset: odkThemePreset, options: { darkModeSelector: !1 } } }`],
];

const doors = [
  // The root, for drafts; the language is set before anything is drawn.
  [`return success(AA, rA);`, `return adit.opened(rA, eA), success(AA, rA);`],
  [`return success(AA, oA);`, `return adit.opened(oA, eA), success(AA, oA);`],
  // Every change of an answer is told, so that a draft can be kept: the library itself tells nobody.
  [`stateFactory: reactive,`, `stateFactory: (state) => reactive(adit.heard(state)),`],
  // A restored draft is "edited" for the library, but its place is still taken with the phone, not on a map.
  [`unref(tA) || eA.node.appearances["placement-map"]`, `eA.node.appearances["placement-map"]`],
  // The agent's own time, place and reduction of a photo; names are ours, so that what is known about a file can be found again.
  [`uA && gA ? await resize(uA, gA) : uA`, `uA ? await adit.taken(uA, gA) : uA`],
  [`return \`\${tA.getTime()}\${AA ?? ""}\`;`, `return \`\${eA.basename}\${AA ?? ""}\`;`],
  [`createElementBlock("p", null, "🚧 Support for non-image uploads is pending. 🚧")`,
    `createElementBlock(Fragment, null, [createVNode(ControlText, { question: eA.question }, null, 8, ["question"]), createBlock(adit.FileInput, { question: eA.question }, null, 8, ["question"])])`],
  // decimal-date-time() of an answer: the engine knows it only of a number or a text, and would not open the form at all.
  [`throw new Error(
        "Expected a NUMBER or STRING evaluation type for date-time conversion, but received an invalid type."
      );`, `return dateTimeFromString(AA, tA.toString());`],
  // "new" in the appearance: only the camera, nothing from the gallery.
  [`createVNode(unref(script$H), {
          class: "choose-image-button",`, `adit.cameraOnly(eA.question) ? createCommentVNode("", !0) : createVNode(unref(script$H), {
          class: "choose-image-button",`],
];

// A long form opens in half the time: its definition is made before anybody asks for it, and its first questions are drawn first.
const speed = [
  [`const AA = await loadForm(eA, tA.form);`, `const AA = await adit.ahead(eA, () => loadForm(eA, tA.form));`],
  [`nodes: unref(gA).root.currentState.children`, `nodes: adit.drawnSoFar(unref(gA).root.currentState.children)`],
  [`const rA = AA.createInstance(nA);`, `const rA = adit.instanceAhead(AA) ?? AA.createInstance(nA);`],
  [`return Uint8Array.from(AA, (rA) => rA.charCodeAt(0));
}, resolveWASMResource`, `return adit.fromLetters(AA);
}, resolveWASMResource`],
  [`export {
  IconSVG as I,`, `adit.loads(loadForm, getFormInstanceConfig);
export {
  IconSVG as I,`],
];

const access = [
  [`id: eA.node.nodeId,
      key: nA.value,
      ref_key: "inputRef",
      ref: AA,
      modelValue: iA.value,`, `"input-id": eA.node.nodeId,
      key: nA.value,
      ref_key: "inputRef",
      ref: AA,
      modelValue: iA.value,`],
  [`modelValue: AA.value,
      "onUpdate:modelValue": oA[0] || (oA[0] = (iA) => AA.value = iA),
      "show-icon": "",`, `"input-id": tA.question.nodeId,
      modelValue: AA.value,
      "onUpdate:modelValue": oA[0] || (oA[0] = (iA) => AA.value = iA),
      "show-icon": "",`],
  [`modelValue: nA.value,
      "onUpdate:modelValue": oA[0] || (oA[0] = (iA) => nA.value = iA),
      "time-only": "",
      "hour-format": "12",`, `"input-id": tA.question.nodeId,
      modelValue: nA.value,
      "onUpdate:modelValue": oA[0] || (oA[0] = (iA) => nA.value = iA),
      "time-only": "",
      "hour-format": "24",`],
  [`id: eA.question.nodeId + "_container",`, `id: eA.question.nodeId + "_container",
      role: nA(eA.question) || sA(eA.question) ? "group" : void 0,
      "aria-label": nA(eA.question) || sA(eA.question) ? eA.question.currentState.label?.asString : void 0,`],
  // A dialog and what turns in it need names; a panel is no landmark.
  [`class: "geo-dialog",`, `class: "geo-dialog", "aria-label": adit.word("findingLocation"), pt: { root: { "aria-labelledby": void 0, "aria-label": adit.word("findingLocation") } },`],
  [`class: "geo-spinner",`, `class: "geo-spinner", "aria-hidden": "true", role: "presentation",`],
  [`class: normalizeClass({
        "is-repeat": tA.isRepeat,`, `pt: { contentContainer: { role: "group" } },
      class: normalizeClass({
        "is-repeat": tA.isRepeat,`],
  [`id: eA.question.nodeId,
      class: "dropdown",`, `id: eA.question.nodeId, "aria-label": eA.question.currentState.label?.asString,
      class: "dropdown",`],
  [`orientation: unref(sA),
          "model-value": iA.value,`, `orientation: unref(sA), "aria-label": eA.node.currentState.label?.asString,
          "model-value": iA.value,`],
  [`"aria-valuenow": eA.d_value,
    "aria-valuemax"`, `"aria-valuenow": eA.d_value ?? eA.min,
    "aria-valuemax"`],
  // The day that is chosen is told by the cell; month and year say themselves.
  [`                  "aria-selected": oA.isSelected(IA),
`, `                  "data-chosen": oA.isSelected(IA),
`],
  [`class: "close-icon",`, `class: "close-icon", "aria-label": adit.word("cancel"),`],
  [`class: "clear-button",`, `class: "clear-button", "aria-label": adit.word("remove"),`],
  [`class: "button-menu",`, `class: "button-menu", "aria-label": adit.word("more"),`],
  [`class: "panel-title",
          role: "button",`, `class: "panel-title",
          role: "button", tabindex: 0, "aria-expanded": !AA.value,
          onKeydown: (iA) => { (iA.key === "Enter" || iA.key === " ") && (iA.preventDefault(), AA.value = !AA.value); },`],
];

export const mends = [...words, ...doors, ...speed, ...access];

// From here to there the library carries its own reduction of photos, 60 kB that ours replaces.
export const cut = ["function commonjsRequire(eA) {", "const IMAGE_QUALITY = 0.8, resize"];

// A form's map asks nobody for pictures of the ground: that would tell a stranger where the agent stands, and there is no network anyway.
const nothing = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
export const mapMends = [[`"https://tile.openstreetmap.org/{z}/{x}/{y}.png"`, JSON.stringify(nothing)]];
