using System.Runtime.InteropServices;

namespace LlmEval.Caching;

/// <summary>Where a record stands. Segments end long before the offset does.</summary>
/// <param name="Segment">Number of the segment in its partition.</param>
/// <param name="Offset">First byte of the record.</param>
/// <param name="Length">Length of the whole record; 0 only in the default value, which means nowhere.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RecordPlace(int Segment, uint Offset, int Length);
