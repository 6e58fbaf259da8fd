using System.Buffers.Binary;
using LlmEval.Worker.Protocol;

namespace LlmEval.Worker.Tests.Protocol;

public sealed class MessageStreamTests
{
    [Fact]
    public async Task Messages_arrive_as_they_were_sent()
    {
        Generate request = new() { Id = 7, Turns = [new Turn("user", "Grüße \"€\"\n")], Stop = ["x"], Temperature = 0.5f, Seed = uint.MaxValue - 1, Grammar = "root ::= \"a\"", Logprobs = true };
        using MemoryStream memory = new();
        await using MessageStream sut = new(memory);
        await sut.WriteAsync(request, TestContext.Current.CancellationToken);
        await sut.WriteAsync(new Failed(7, FaultKind.PromptTooLong, "too long"), TestContext.Current.CancellationToken);
        memory.Position = 0;

        (await sut.ReadAsync(TestContext.Current.CancellationToken)).Should().BeEquivalentTo(request, o => o.RespectingRuntimeTypes());
        (await sut.ReadAsync(TestContext.Current.CancellationToken)).Should().Be(new Failed(7, FaultKind.PromptTooLong, "too long"));
        (await sut.ReadAsync(TestContext.Current.CancellationToken)).Should().BeNull();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    public async Task A_length_that_is_none_is_refused_before_anything_is_allocated(int length)
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        await using MessageStream sut = new(new MemoryStream(bytes));

        await sut.Awaiting(s => s.ReadAsync()).Should().ThrowAsync<InvalidDataException>();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"type\":\"unknown\"}")]
    [InlineData("{\"type\":\"generate\"}")]
    public async Task What_is_no_message_is_refused(string json)
    {
        byte[] body = System.Text.Encoding.UTF8.GetBytes(json);
        byte[] bytes = [.. BitConverter.GetBytes(body.Length), .. body];
        await using MessageStream sut = new(new MemoryStream(bytes));

        await sut.Awaiting(s => s.ReadAsync()).Should().ThrowAsync<InvalidDataException>();
    }

    [Fact]
    public async Task A_message_cut_off_is_an_error_and_not_an_end()
    {
        await using MessageStream sut = new(new MemoryStream([10, 0, 0, 0, 1, 2]));

        await sut.Awaiting(s => s.ReadAsync()).Should().ThrowAsync<EndOfStreamException>();
    }
}
