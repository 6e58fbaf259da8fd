using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LlmEval.Endpoints.Tests.Servers;

/// <summary>Answers in the formats of the services, and faults.</summary>
internal static class Answers
{
    public static string Chat(string text, string finish = "stop") => $$"""
        {"id":"c1","object":"chat.completion","created":1,"model":"gpt-x-2026-01-01","system_fingerprint":"fp_1",
         "choices":[{"index":0,"message":{"role":"assistant","content":{{JsonSerializer.Serialize(text)}}},"finish_reason":"{{finish}}"}],
         "usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2} } }
        """;

    public static Task Ok(this HttpContext context, string body) => context.Status(200, body);

    public static async Task Status(this HttpContext context, int status, string body = "{}", params (string Name, string Value)[] headers)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        foreach ((string name, string value) in headers) { context.Response.Headers[name] = value; }

        await context.Response.WriteAsync(body);
    }

    public static Task Error(this HttpContext context, int status, string message, string code = "x", params (string Name, string Value)[] headers) =>
        context.Status(status, $$"""{"error":{"message":{{JsonSerializer.Serialize(message)}},"type":"t","code":"{{code}}","param":null} }""", headers);

    /// <summary>Promises a body, sends half of it and cuts the connection.</summary>
    public static async Task Half(this HttpContext context)
    {
        byte[] body = Encoding.UTF8.GetBytes(Chat("Hello"));
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2));
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    public static string Text(this int number) => number.ToString(CultureInfo.InvariantCulture);
}
