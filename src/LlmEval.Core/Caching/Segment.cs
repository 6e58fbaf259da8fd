namespace LlmEval.Caching;

/// <summary>What a partition knows of one of its segments.</summary>
internal sealed class Segment(string path)
{
    public string Path { get; } = path;

    public string Name { get; } = System.IO.Path.GetFileName(path);

    /// <summary>Where the next scan starts: behind the last intact record.</summary>
    public long End { get; set; }

    /// <summary>Length at the last scan: nothing is new while it stays.</summary>
    public long Length { get; set; }

    /// <summary>Whether it was said that a record of it could not be read.</summary>
    public bool IsReported { get; set; }

    /// <summary>Set while this process writes it.</summary>
    public SegmentWriter? Writer { get; set; }
}
