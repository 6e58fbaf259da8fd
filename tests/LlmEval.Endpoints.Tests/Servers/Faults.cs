using Microsoft.AspNetCore.Http;

namespace LlmEval.Endpoints.Tests.Servers;

/// <summary>What goes wrong with servers, and on the way to them.</summary>
internal static class Faults
{
    /// <summary>Faults that are no whole answer, by the name that <see cref="Break"/> knows them by.</summary>
    public static IReadOnlyList<string> Broken { get; } = ["half", "reset", "not json", "half json", "wrong json", "no choices", "error inside", "html"];

    /// <summary>Answers with something that is no whole answer.</summary>
    public static Task Break(this HttpContext context, string fault)
    {
        switch (fault)
        {
            case "half": return context.Half();
            case "reset": context.Abort(); return Task.CompletedTask;
            case "not json": return context.Ok("Hello");
            case "half json": return context.Ok(Answers.Chat("Hello")[..60]);
            case "wrong json": return context.Ok("[1, 2]");
            case "no choices": return context.Ok("""{"choices":[]}""");
            case "error inside": return context.Ok("""{"error":{"code":502,"message":"upstream"}}""");
            default: return context.Ok("<html>Please sign in to the network</html>");
        }
    }

    /// <summary>Sends a block again and again, up to so many bytes or until the client goes away.</summary>
    public static async Task Flood(this HttpContext context, long bytes = long.MaxValue)
    {
        byte[] block = new byte[64 << 10];
        try
        {
            for (long sent = 0; sent < bytes && !context.RequestAborted.IsCancellationRequested; sent += block.Length)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        }
        catch (OperationCanceledException) { context.Abort(); }
    }

    /// <summary>Sends a space now and then, until the client goes away.</summary>
    public static async Task Drip(this HttpContext context, TimeSpan pause)
    {
        try
        {
            while (true)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(pause, context.RequestAborted);
            }
        }
        catch (OperationCanceledException) { context.Abort(); }
    }

    /// <summary>Sends the client back to where it just asked.</summary>
    public static Task Redirect(this HttpContext context) => context.Status(302, "{}", ("Location", context.Request.Path.Value ?? "/"));
}
