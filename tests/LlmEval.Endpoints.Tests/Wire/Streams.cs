using System.Text;
using Microsoft.AspNetCore.Http;

namespace LlmEval.Endpoints.Tests.Wire;

/// <summary>One answer in the words of each service: at once, and in pieces.</summary>
internal static class Streams
{
    public static IReadOnlyList<string> Formats { get; } = ["OpenAI", "AzureOpenAI", "responses", "Anthropic", "Ollama"];

    public static string AtOnce(string format) => format switch
    {
        "responses" => $"{{{Response}}}",
        "Anthropic" => """
            {"id":"m1","type":"message","role":"assistant","model":"claude-x-1","content":[{"type":"thinking","thinking":"hmm so","signature":"s"},
             {"type":"text","text":"Grüße, Ann"},{"type":"tool_use","id":"c1","name":"get_order","input":{"id": 1}},{"type":"tool_use","id":"c2","name":"ping","input":{}}],
             "stop_reason":"tool_use","usage":{"input_tokens":5,"cache_read_input_tokens":2,"output_tokens":7}}
            """,
        "Ollama" => """
            {"model":"llama3","message":{"role":"assistant","content":"Grüße, Ann","thinking":"hmm so","tool_calls":[{"function":{"name":"get_order","arguments":{"id": 1}}}]},
             "logprobs":[{"token":"Gr","logprob":-0.5},{"token":"u","logprob":-1}],"done":true,"done_reason":"stop","prompt_eval_count":26,"eval_count":8}
            """,
        _ => """
            {"id":"c1","model":"gpt-x-1","system_fingerprint":"fp_1","choices":[{"index":0,"message":{"role":"assistant","content":"Grüße, Ann","reasoning_content":"hmm so",
             "tool_calls":[{"id":"c1","type":"function","function":{"name":"get_order","arguments":"{\"id\": 1}"}},{"id":"c2","type":"function","function":{"name":"ping","arguments":"{"}}]},
             "logprobs":{"content":[{"token":"Gr","logprob":-0.5},{"token":"u","logprob":-1}]},"finish_reason":"tool_calls"}],
             "usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18,"cost":0.25,"prompt_tokens_details":{"cached_tokens":4}}}
            """,
    };

    /// <summary>The pieces; the last one ends the answer.</summary>
    public static string[] InPieces(string format) => format switch
    {
        "responses" =>
        [
            """event: response.created\ndata: {"type":"response.created","response":{"id":"r1","status":"in_progress","output":[],"error":null}}""",
            """event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"Grüße, Ann"}""",
            $$"""event: response.completed\ndata: {"type":"response.completed","response":{ {{Response}} } }""",
        ],
        "Anthropic" =>
        [
            """event: message_start\ndata: {"type":"message_start","message":{"id":"m1","type":"message","role":"assistant","model":"claude-x-1","content":[],"stop_reason":null,"usage":{"input_tokens":5,"cache_read_input_tokens":2,"output_tokens":1}}}""",
            """event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}""",
            """event: ping\ndata: {"type":"ping"}""",
            """event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hmm so"}}""",
            """event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"s"}}""",
            """event: content_block_stop\ndata: {"type":"content_block_stop","index":0}""",
            """event: content_block_start\ndata: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}""",
            """event: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Grü"}}""",
            """event: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"ße, Ann"}}""",
            """event: content_block_stop\ndata: {"type":"content_block_stop","index":1}""",
            """event: content_block_start\ndata: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"c1","name":"get_order","input":{}}}""",
            """event: content_block_delta\ndata: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"id\":"}}""",
            """event: content_block_delta\ndata: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":" 1}"}}""",
            """event: content_block_stop\ndata: {"type":"content_block_stop","index":2}""",
            """event: content_block_start\ndata: {"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"c2","name":"ping","input":{}}}""",
            """event: content_block_stop\ndata: {"type":"content_block_stop","index":3}""",
            """event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":7}}""",
            """event: message_stop\ndata: {"type":"message_stop"}""",
        ],
        "Ollama" =>
        [
            """{"model":"llama3","message":{"role":"assistant","content":"","thinking":"hmm so"},"done":false}""",
            """{"model":"llama3","message":{"role":"assistant","content":"Grü"},"logprobs":[{"token":"Gr","logprob":-0.5}],"done":false}""",
            """{"model":"llama3","message":{"role":"assistant","content":"ße, Ann"},"logprobs":[{"token":"u","logprob":-1}],"done":false}""",
            """{"model":"llama3","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"get_order","arguments":{"id": 1}}}]},"done":false}""",
            """{"model":"llama3","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":26,"eval_count":8}""",
        ],
        _ =>
        [
            ": a comment, as OpenRouter sends them",
            """data: {"choices":[],"prompt_filter_results":[{"prompt_index":0}]}""",
            """data: {"id":"c1","model":"gpt-x-1","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning_content":"hmm "},"finish_reason":null}],"usage":null}""",
            """data: {"id":"c1","model":"gpt-x-1","choices":[{"index":0,"delta":{"reasoning_content":"so"},"finish_reason":null}]}""",
            """data: {"id":"c1","model":"gpt-x-1","choices":[{"index":0,"delta":{"content":"Grü"},"logprobs":{"content":[{"token":"Gr","logprob":-0.5}]},"finish_reason":null}]}""",
            """data:{"id":"c1","model":"gpt-x-1","choices":[{"index":0,"delta":{"content":"ße, Ann"},"logprobs":{"content":[{"token":"u","logprob":-1}]},"finish_reason":null}]}""",
            """data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"get_order","arguments":""}}]}}]}""",
            """data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"c2","type":"function","function":{"name":"ping","arguments":"{"}}]}}]}""",
            """data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"id\": 1}"}}]}}]}""",
            """data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""",
            """data: {"id":"c1","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18,"cost":0.25,"prompt_tokens_details":{"cached_tokens":4}}}""",
            "data: [DONE]",
        ],
    };

    /// <summary>The pieces as bytes of a body.</summary>
    public static byte[] Bytes(string format, IEnumerable<string> pieces) =>
        Encoding.UTF8.GetBytes(string.Concat(pieces.Select(p => p.Replace("\\ndata", "\ndata", StringComparison.Ordinal) + (format == "Ollama" ? "\n" : "\n\n"))));

    /// <summary>Sends a body in blocks of some bytes.</summary>
    public static async Task Stream(this HttpContext context, string format, byte[] body, int block = int.MaxValue)
    {
        if (!context.Response.HasStarted) { context.Response.ContentType = format == "Ollama" ? "application/x-ndjson" : "text/event-stream; charset=utf-8"; }
        for (int at = 0; at < body.Length; at += block)
        {
            await context.Response.Body.WriteAsync(body.AsMemory(at, Math.Min(block, body.Length - at)), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (block > body.Length) { break; }
        }
    }

    private const string Response = """
        "id":"r1","object":"response","model":"gpt-x-1","status":"completed","error":null,"output":[{"type":"reasoning","summary":[]},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Grüße, Ann","logprobs":[{"token":"Gr","logprob":-0.5}]}]},{"type":"function_call","call_id":"c1","name":"get_order","arguments":"{\"id\": 1}"}],"usage":{"input_tokens":3,"output_tokens":2,"total_tokens":5}
        """;
}
