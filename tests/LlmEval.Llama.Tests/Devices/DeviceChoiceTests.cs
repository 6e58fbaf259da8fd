using LlmEval.Llama.Devices;
using LlmEval.Worker.Protocol;

namespace LlmEval.Llama.Tests.Devices;

public sealed class DeviceChoiceTests
{
    private static readonly ComputeDevice[] s_devices =
        [new("CPU", "Some processor", false), new("Vulkan0", "Card A", true), new("BLAS", "", false), new("Vulkan1", "Card B", true)];

    [Theory]
    [InlineData("auto", "Vulkan0", "gpu0")]
    [InlineData("gpu", "Vulkan0", "gpu0")]
    [InlineData("GPU", "Vulkan0", "gpu0")]
    [InlineData("0", "Vulkan0", "gpu0")]
    [InlineData("1", "Vulkan1", "gpu1")]
    [InlineData("vulkan1", "Vulkan1", "gpu1")]
    [InlineData("1, 0", "Vulkan1 Vulkan0", "gpu0 gpu1")]
    [InlineData("1,Vulkan1", "Vulkan1", "gpu1")]
    [InlineData("cpu", "", "cpu")]
    public void A_device_is_chosen_by_kind_number_or_name_and_has_its_own_lease(string text, string names, string leases)
    {
        IReadOnlyList<ComputeDevice> chosen = DeviceChoice.Read(text)!.Choose(s_devices, out string? unknown);

        unknown.Should().BeNull();
        string.Join(' ', chosen.Select(d => d.Name)).Should().Be(names);
        string.Join(' ', DeviceChoice.LeaseNames(s_devices, chosen)).Should().Be(leases);
    }

    [Theory]
    [InlineData("2", "2")]
    [InlineData("0,CUDA0", "CUDA0")]
    [InlineData("BLAS", "BLAS")]
    public void A_device_that_is_not_there_is_named(string text, string missing)
    {
        DeviceChoice.Read(text)!.Choose(s_devices, out string? unknown).Should().BeEmpty();

        unknown.Should().Be(missing);
    }

    [Theory]
    [InlineData("auto", null)]
    [InlineData("gpu", "gpu")]
    [InlineData("0", "0")]
    public void Without_a_gpu_only_auto_goes_to_the_processor(string text, string? missing)
    {
        IReadOnlyList<ComputeDevice> chosen = DeviceChoice.Read(text)!.Choose([s_devices[0]], out string? unknown);

        unknown.Should().Be(missing);
        DeviceChoice.LeaseNames([s_devices[0]], chosen).Should().Equal("cpu");
    }

    [Theory]
    [InlineData("")]
    [InlineData("0,")]
    [InlineData("0,0")]
    [InlineData("cpu,0")]
    [InlineData("the first")]
    public void What_is_no_choice_is_refused(string text) => DeviceChoice.Read(text).Should().BeNull();
}
