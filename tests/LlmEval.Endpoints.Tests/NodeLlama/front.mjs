// An OpenAI-compatible front for node-llama-cpp: node front.mjs PORT MODEL.gguf. A real model behind a real server that is not ours.
import http from "node:http";
import { getLlama, LlamaChatSession } from "node-llama-cpp";

const [port, path] = process.argv.slice(2);
const llama = await getLlama({ gpu: false, build: "never", logLevel: "warn" });
const model = await llama.loadModel({ modelPath: path });
const context = await model.createContext({ contextSize: 512, sequences: 1, threads: 1 });
const sequence = context.getSequence();

async function chat({ messages, temperature = 0, max_tokens = 96, model: name }) {
  const system = messages.find(m => m.role === "system")?.content;
  const user = messages.at(-1).content;
  await sequence.clearHistory();
  const session = new LlamaChatSession({ contextSequence: sequence, systemPrompt: system, autoDisposeSequence: false });
  const { responseText, stopReason } = await session.promptWithMeta(user, { temperature, maxTokens: max_tokens });
  const usage = { prompt_tokens: model.tokenize((system ?? "") + user).length, completion_tokens: model.tokenize(responseText).length };
  session.dispose();
  return {
    id: "n1", object: "chat.completion", created: 0, model: name,
    choices: [{ index: 0, message: { role: "assistant", content: responseText }, finish_reason: stopReason === "maxTokens" ? "length" : "stop" }],
    usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens },
  };
}

let turn = Promise.resolve();
http.createServer(async (request, response) => {
  const send = (status, body) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (request.url === "/health") { return send(200, { status: "ok" }); }
  if (request.url !== "/v1/chat/completions") { return send(404, { error: { message: "no such page" } }); }

  let body = "";
  for await (const chunk of request) { body += chunk; }

  turn = turn.then(() => chat(JSON.parse(body))).then(answer => send(200, answer), error => send(500, { error: { message: String(error) } }));
}).listen(Number(port), "127.0.0.1", () => console.log(`ready on ${port}`));
