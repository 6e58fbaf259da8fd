using System.Buffers;
using LlmEval.Model;
using Microsoft.Win32.SafeHandles;

namespace LlmEval.Caching;

/// <summary>
/// The answers of one model. Where two segments hold one key, the oldest segment (ordinally smallest name) wins, and in it the first
/// record; nothing expires. Safe to use from several threads, and by many processes at once.
/// </summary>
public sealed class CachePartition
{
    /// <summary>A segment longer than this is followed by another.</summary>
    internal const long LargeSegment = 1L << 30;

    /// <summary>How often an answer is looked for anew whose segment vanished.</summary>
    private const int Attempts = 3;

    private static readonly TimeSpan s_flushInterval = TimeSpan.FromSeconds(2);

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_record;

    private readonly Lock _gate = new();
    private readonly ResponseCache _cache;
    private readonly string _directory;
    private readonly string _model;
    private KeyIndex _index = new();
    private readonly List<Segment> _segments = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private SegmentWriter? _writer;
    private int _writerNumber;
    private long _flushedAt;
    private long _hits, _misses, _stored;

    internal CachePartition(ResponseCache cache, string directory, string model)
    {
        _cache = cache;
        _directory = directory;
        _model = model;
        Refresh();
    }

    /// <summary>Number of answers.</summary>
    public int Count
    {
        get { lock (_gate) { return _index.Count; } }
    }

    /// <summary>What was taken and put.</summary>
    public CacheUsage Usage => new(Interlocked.Read(ref _hits), Interlocked.Read(ref _misses), Interlocked.Read(ref _stored));

    /// <summary>Whether there is an answer, without reading it.</summary>
    public bool Contains(in CacheKey key)
    {
        lock (_gate) { return _index.TryGet(key, out _); }
    }

    /// <summary>The answer of a key, or null. Never throws for damage: what cannot be read is reported and is not there.</summary>
    public Answer? TryGet(in CacheKey key) => Find(key)?.Answer;

    /// <summary>The answer of a key, or null; counts as no use of it.</summary>
    public Answer? Peek(in CacheKey key) => Load(key)?.Answer;

    /// <summary>The answer of a key with its lineage, or null.</summary>
    public CacheEntry? Find(in CacheKey key)
    {
        CacheEntry? entry = Load(key);
        Interlocked.Increment(ref entry is null ? ref _misses : ref _hits);
        return entry;
    }

    /// <summary>
    /// Adds an answer: the model's own doing, good or bad. Trouble on the way is no <see cref="Answer"/> and can never be stored. When
    /// it returns, the answer survives a kill of this process.
    /// </summary>
    /// <returns>
    /// The answer that counts from now on, equal to what every later reader gets: the one that was there already, if any; else the
    /// given one, with lone surrogates (which UTF-8 cannot hold) replaced by U+FFFD.
    /// </returns>
    /// <param name="key">The sample's key.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="origin">For which case it was drawn; noted with it, no part of the key.</param>
    /// <exception cref="LlmEvalException">The cache cannot be written (LLM3007); what was stored before is kept.</exception>
    public Answer Store(in CacheKey key, Answer answer, AnswerOrigin? origin = null)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (Load(key) is CacheEntry known) { return known.Answer; }

        Answer stored = EntryCodec.WellFormed(answer);
        if (_cache.Machine is { } machine && stored.Machine is null) { stored = stored with { Machine = machine }; }

        ReadOnlySpan<byte> record = Encode(key, stored, origin);
        bool isNew;
        try
        {
            lock (_gate)
            {
                isNew = !_index.TryGet(key, out _);
                if (isNew) { Append(key, record); }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw CacheReports.Unwritable(_directory, exception);
        }

        if (isNew)
        {
            Interlocked.Increment(ref _stored);
            return stored;
        }

        // Another thread was faster by a moment.
        return Load(key)?.Answer ?? stored;
    }

    /// <summary>Makes everything stored so far survive a loss of power.</summary>
    /// <exception cref="LlmEvalException">The disk refuses (LLM3007).</exception>
    public void Flush()
    {
        try
        {
            lock (_gate) { FlushWriter(); }
        }
        catch (IOException exception)
        {
            throw CacheReports.Unwritable(_directory, exception);
        }
    }

    /// <summary>Takes in what other processes wrote meanwhile. Costs one listing of the folder when there is nothing new.</summary>
    public void Refresh()
    {
        FileInfo[] files;
        try
        {
            files = CacheLayout.Segments(_directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _cache.Report(CacheReports.Unreadable(_directory, exception.Message));
            return;
        }

        lock (_gate)
        {
            using var scanner = new SegmentScanner();
            HashSet<string> there = new(files.Select(f => f.Name), StringComparer.Ordinal);
            if (_segments.Exists(s => s.Writer is null && !there.Contains(s.Name))) { StartAnew(scanner); }

            foreach (FileInfo file in files)
            {
                if (!_numbers.TryGetValue(file.Name, out int number)) { number = Register(new Segment(file.FullName)); }
                Scan(scanner, number, file);
            }
        }
    }

    /// <summary>Ends the writing; reading goes on.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            try
            {
                FlushWriter();
            }
            catch (IOException exception)
            {
                _cache.Report(CacheReports.Unwritable(_directory, exception.Message));
            }

            CloseWriter();
        }
    }

    /// <summary>Forgets what it knows of segments that others put together or deleted; what this process writes is taken in again.</summary>
    private void StartAnew(SegmentScanner scanner)
    {
        _index = new KeyIndex();
        _segments.Clear();
        _numbers.Clear();
        if (_writer is null) { return; }

        _writerNumber = Register(new Segment(_writer.Path) { Writer = _writer });
        scanner.Scan(_writer.Handle, 0, new Indexer(this, _writerNumber));
    }

    private void Scan(SegmentScanner scanner, int number, FileInfo file)
    {
        Segment segment = _segments[number];
        try
        {
            if (segment.Writer is not null || file.Length == segment.Length) { return; }
            segment.Length = file.Length;
            using SafeFileHandle handle = CacheLayout.OpenToRead(segment.Path, FileOptions.SequentialScan);
            var visitor = new Indexer(this, number);
            (segment.End, segment.Length) = scanner.Scan(handle, segment.End, visitor);
            visitor.Report(handle, segment.Path, _cache);
        }
        catch (FileNotFoundException)
        {
            // Deleted since it was listed.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _cache.Report(CacheReports.Unreadable(segment.Path, exception.Message));
        }
    }

    private CacheEntry? Load(in CacheKey key)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return LoadOnce(key, isLast: attempt > Attempts);
            }
            catch (IOException exception) when (attempt <= Attempts && exception is FileNotFoundException or DirectoryNotFoundException)
            {
                // Another process put segments together meanwhile: the answer stands elsewhere now.
                Refresh();
            }
        }
    }

    private CacheEntry? LoadOnce(in CacheKey key, bool isLast)
    {
        RecordPlace place;
        Segment segment;
        lock (_gate)
        {
            if (!_index.TryGet(key, out place)) { return null; }
            segment = _segments[place.Segment];
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(place.Length);
        try
        {
            Span<byte> record = buffer.AsSpan(0, place.Length);
            bool intact = Read(segment, place.Offset, record) && SegmentRecord.IsIntact(record) && SegmentRecord.Key(record) == key;
            CacheEntry? entry = intact ? EntryCodec.TryRead(record[SegmentRecord.HeaderSize..]) : null;
            return entry ?? Forget(key, place, segment, intact ? "a record does not hold an answer." : "a record changed since it was indexed.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            && (isLast || exception is not (FileNotFoundException or DirectoryNotFoundException)))
        {
            return Forget(key, place, segment, exception.Message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool Read(Segment segment, long offset, Span<byte> destination)
    {
        SafeFileHandle? handle = segment.Writer?.Handle;
        if (handle is null) { return _cache.Handles.Read(segment.Path, offset, destination); }
        try
        {
            return HandlePool.ReadFully(handle, offset, destination);
        }
        catch (ObjectDisposedException)
        {
            return _cache.Handles.Read(segment.Path, offset, destination);
        }
    }

    /// <summary>Takes an unreadable answer out of the index, so that another can be stored in its place.</summary>
    private CacheEntry? Forget(in CacheKey key, RecordPlace place, Segment segment, string cause)
    {
        lock (_gate)
        {
            if (!_index.TryGet(key, out RecordPlace now) || now != place || _segments[now.Segment] != segment) { return null; }
            _index.Remove(key);
            if (segment.IsReported) { return null; }
            segment.IsReported = true;
        }

        _cache.Report(CacheReports.Unreadable(segment.Path, cause));
        return null;
    }

    private ReadOnlySpan<byte> Encode(in CacheKey key, Answer answer, AnswerOrigin? origin)
    {
        ArrayBufferWriter<byte> record = t_record is { Capacity: < 1024 * 1024 } known ? known : t_record = new ArrayBufferWriter<byte>(4096);
        record.ResetWrittenCount();
        SegmentWriter.Begin(record);
        EntryCodec.Write(record, answer, new CacheLineage(_cache.ToolVersion, _cache.Time.GetUtcNow(), origin));
        if (record.WrittenCount > SegmentRecord.HeaderSize + SegmentRecord.MaxPayload)
        {
            throw new LlmEvalException(CacheReports.Unwritable(_directory, "An answer is longer than 64 MiB. Set max-tokens."));
        }

        return SegmentWriter.Seal(record, key);
    }

    private void Append(in CacheKey key, ReadOnlySpan<byte> record)
    {
        ObjectDisposedException.ThrowIf(_cache.IsDisposed, _cache);
        if (_writer is { Length: > LargeSegment })
        {
            FlushWriter();
            CloseWriter();
        }

        if (_writer is null)
        {
            _writer = SegmentWriter.Create(_directory, _model, _cache.Time);
            _writerNumber = Register(new Segment(_writer.Path) { Writer = _writer });
            _flushedAt = _cache.Time.GetTimestamp();
        }

        long offset = _writer.Length;
        _writer.Append(record);
        _index.Set(key, new RecordPlace(_writerNumber, (uint)offset, record.Length));
        if (_cache.Time.GetElapsedTime(_flushedAt) >= s_flushInterval) { FlushWriter(); }
    }

    private void FlushWriter()
    {
        _writer?.Flush();
        _flushedAt = _cache.Time.GetTimestamp();
    }

    private void CloseWriter()
    {
        if (_writer is null) { return; }
        Segment segment = _segments[_writerNumber];
        (segment.End, segment.Length, segment.Writer) = (_writer.Length, _writer.Length, null);
        _writer.Dispose();
        _writer = null;
    }

    private int Register(Segment segment)
    {
        _segments.Add(segment);
        _numbers.Add(segment.Name, _segments.Count - 1);
        return _segments.Count - 1;
    }

    /// <summary>Whether the first place wins over the second.</summary>
    private bool Precedes(RecordPlace first, RecordPlace second) => first.Segment == second.Segment
        ? first.Offset < second.Offset
        : string.CompareOrdinal(_segments[first.Segment].Name, _segments[second.Segment].Name) < 0;

    /// <summary>Puts the records of a scan into the index and sums up the damage.</summary>
    private sealed class Indexer(CachePartition partition, int number) : ISegmentVisitor
    {
        private long _firstDamage = -1;
        private long _lost;
        private bool _onlyTail;

        public void Record(long offset, ReadOnlySpan<byte> record)
        {
            CacheKey key = SegmentRecord.Key(record);
            if (key == default || offset > uint.MaxValue) { return; }
            var place = new RecordPlace(number, (uint)offset, record.Length);
            if (!partition._index.TryGet(key, out RecordPlace known) || partition.Precedes(place, known)) { partition._index.Set(key, place); }
        }

        public void Damaged(long offset, long length, bool isTail)
        {
            _onlyTail = isTail && _firstDamage < 0;
            if (_firstDamage < 0) { _firstDamage = offset; }
            _lost += length;
        }

        public void Report(SafeFileHandle handle, string path, ResponseCache cache)
        {
            if (_firstDamage < 0 || (_onlyTail && SegmentHeader.TryRead(handle)?.IsWriterAlive(path) == true)) { return; }
            cache.Report(_onlyTail ? CacheReports.TornTail(path, _firstDamage, _lost) : CacheReports.Damaged(path, _firstDamage, _lost));
        }
    }
}
