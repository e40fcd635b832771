// What /openapi.json says, for people.

import { get } from "./api.js";
import { element } from "./elements.js";

const SAMPLES = {
  "application/json": '{"text": "The fallen heroes of our army."}',
  "application/x-ndjson": '{"id": 1, "text": "The fallen heroes of our army."}',
};

function kind(schema) {
  if (schema.$ref) return schema.$ref.split("/").at(-1);
  if (schema.oneOf) return schema.oneOf.map(kind).join(" or ");
  if (schema.type === "array") return `list of ${kind(schema.items)}`;
  if (Array.isArray(schema.type)) return schema.type.join(" or ");
  return schema.type ?? "anything";
}

function describe(schema) {
  const items = schema.type === "array" ? schema.items : schema;
  const parts = [schema.description];
  if (items.enum) parts.push(`One of: ${items.enum.join(", ")}.`);
  if (schema.default !== undefined) parts.push(`Default: ${JSON.stringify(schema.default)}.`);
  return parts.filter(Boolean).join(" ");
}

function table(caption, head, rows) {
  const cells = (row) =>
    row.map((cell, n) =>
      n ? element("td", {}, cell) : element("th", { scope: "row" }, element("code", {}, cell)),
    );
  return element(
    "table",
    {},
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...head.map((name) => element("th", { scope: "col" }, name)))),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...cells(row)))),
  );
}

function fields(caption, schemas, required = []) {
  const rows = Object.entries(schemas).map(([name, schema]) => {
    const type = kind(schema) + (required.includes(name) ? ", required" : "");
    return [name, type, describe(schema)];
  });
  return table(caption, ["name", "type", "meaning"], rows);
}

function command(path, method, operation) {
  if (method === "get") return `curl ${location.origin}${path}`;
  const [type] = Object.keys(operation.requestBody.content);
  return `curl ${location.origin}${path} \\\n  -H 'Content-Type: ${type}' \\\n  --data-binary '${SAMPLES[type]}'`;
}

function show(path, method, operation) {
  const made = element("article");
  made.append(
    element("h2", {}, element("code", {}, `${method.toUpperCase()} ${path}`)),
    element("p", {}, operation.summary),
    element("pre", { tabindex: "0" }, command(path, method, operation)),
  );
  const body = operation.requestBody?.content["application/json"]?.schema;
  if (body) made.append(fields("Body", body.properties, body.required));
  if (operation.parameters) {
    const given = operation.parameters.map(({ name, schema }) => [name, schema]);
    made.append(fields("In the address", Object.fromEntries(given)));
  }
  const content = Object.entries(operation.responses["200"].content);
  const answers = content.map(([type, { schema }]) => `${type} (${kind(schema)})`);
  made.append(element("p", {}, `Answer: ${answers.join(", ")}`));
  return made;
}

async function start() {
  const api = await get("/openapi.json");
  const shown = [element("p", {}, api.info.description)];
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(methods)) shown.push(show(path, method, operation));
  }
  const { schemas, responses } = api.components;
  for (const [name, schema] of Object.entries(schemas)) {
    shown.push(element("article", {}, element("h2", {}, name), fields("Fields", schema.properties)));
  }
  const errors = Object.entries(responses).map(([status, { description }]) => [status, description]);
  shown.push(element("article", {}, table("Errors", ["status", "meaning"], errors)));
  document.getElementById("docs").replaceChildren(...shown);
  document.body.dataset.ready = "true";
}

start().catch((problem) => {
  document.getElementById("docs").replaceChildren(element("p", { class: "problem" }, problem.message));
});
