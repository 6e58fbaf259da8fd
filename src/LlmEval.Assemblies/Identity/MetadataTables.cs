using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace LlmEval.Assemblies.Identity;

/// <summary>
/// The columns of the metadata tables of ECMA-335 (partition II, section 22). A heap's size decides how wide an index into it is, so the same
/// program has other bytes when an unrelated text becomes longer; read by columns it has not.
/// </summary>
internal sealed class MetadataTables
{
    /// <summary>
    /// One letter or word a column: <c>2</c>, <c>4</c> bytes; <c>S</c>tring, <c>G</c>uid, <c>B</c>lob; <c>C</c>ode and <c>D</c>ata addresses; <c>V</c>ersion and
    /// <c>H</c>ash of an assembly; a number in brackets is an index into that table, a name one of the coded indices below.
    /// </summary>
    private static readonly Dictionary<TableIndex, string> s_columns = new()
    {
        [TableIndex.Module] = "2 S G G G",
        [TableIndex.TypeRef] = "ResolutionScope S S",
        [TableIndex.TypeDef] = "4 S S TypeDefOrRef [4] [6]",
        [TableIndex.Field] = "2 S B",
        [TableIndex.MethodDef] = "C 2 2 S B [8]",
        [TableIndex.Param] = "2 2 S",
        [TableIndex.InterfaceImpl] = "[2] TypeDefOrRef",
        [TableIndex.MemberRef] = "MemberRefParent S B",
        [TableIndex.Constant] = "2 HasConstant B",
        [TableIndex.CustomAttribute] = "HasCustomAttribute CustomAttributeType B",
        [TableIndex.FieldMarshal] = "HasFieldMarshal B",
        [TableIndex.DeclSecurity] = "2 HasDeclSecurity B",
        [TableIndex.ClassLayout] = "2 4 [2]",
        [TableIndex.FieldLayout] = "4 [4]",
        [TableIndex.StandAloneSig] = "B",
        [TableIndex.EventMap] = "[2] [20]",
        [TableIndex.Event] = "2 S TypeDefOrRef",
        [TableIndex.PropertyMap] = "[2] [23]",
        [TableIndex.Property] = "2 S B",
        [TableIndex.MethodSemantics] = "2 [6] HasSemantics",
        [TableIndex.MethodImpl] = "[2] MethodDefOrRef MethodDefOrRef",
        [TableIndex.ModuleRef] = "S",
        [TableIndex.TypeSpec] = "B",
        [TableIndex.ImplMap] = "2 MemberForwarded S [26]",
        [TableIndex.FieldRva] = "D [4]",
        [TableIndex.Assembly] = "4 V 4 B S S",
        [TableIndex.AssemblyRef] = "V 4 B S S H",
        [TableIndex.File] = "4 S B",
        [TableIndex.ExportedType] = "4 4 S S Implementation",
        [TableIndex.ManifestResource] = "4 4 S Implementation",
        [TableIndex.NestedClass] = "[2] [2]",
        [TableIndex.GenericParam] = "2 2 TypeOrMethodDef S",
        [TableIndex.MethodSpec] = "MethodDefOrRef B",
        [TableIndex.GenericParamConstraint] = "[42] TypeDefOrRef",
    };

    /// <summary>Coded indices: how many bits say the table, and which tables.</summary>
    private static readonly Dictionary<string, (int Bits, int[] Tables)> s_coded = new(StringComparer.Ordinal)
    {
        ["TypeDefOrRef"] = (2, [2, 1, 27]),
        ["HasConstant"] = (2, [4, 8, 23]),
        ["HasCustomAttribute"] = (5, [6, 4, 1, 2, 8, 9, 10, 0, 14, 23, 20, 17, 26, 27, 32, 35, 38, 39, 40, 42, 44, 43]),
        ["HasFieldMarshal"] = (1, [4, 8]),
        ["HasDeclSecurity"] = (2, [2, 6, 32]),
        ["MemberRefParent"] = (3, [2, 1, 26, 6, 27]),
        ["HasSemantics"] = (1, [20, 23]),
        ["MethodDefOrRef"] = (1, [6, 10]),
        ["MemberForwarded"] = (1, [4, 6]),
        ["Implementation"] = (2, [38, 35, 39]),
        ["CustomAttributeType"] = (3, [6, 10]),
        ["ResolutionScope"] = (2, [0, 26, 35, 1]),
        ["TypeOrMethodDef"] = (1, [2, 6]),
    };

    private readonly MetadataReader _reader;

    public MetadataTables(MetadataReader reader) => _reader = reader;

    /// <summary>The columns of a table, each with its kind and width in bytes; null when the table is laid out otherwise than the standard says.</summary>
    public IReadOnlyList<(char Kind, int Width)>? Columns(TableIndex table)
    {
        if (!s_columns.TryGetValue(table, out string? said)) { return null; }

        (char Kind, int Width)[] columns = [.. said.Split(' ').Select(Column)];
        return columns.Sum(c => c.Width) == _reader.GetTableRowSize(table) ? columns : null;
    }

    private (char Kind, int Width) Column(string column) => column switch
    {
        "2" => ('N', 2),
        "4" => ('N', 4),
        "C" or "D" => (column[0], 4),
        "V" => ('V', 8),
        "S" => ('S', Heap(HeapIndex.String)),
        "G" => ('G', Heap(HeapIndex.Guid)),
        "B" or "H" => (column[0], Heap(HeapIndex.Blob)),
        ['[', .. var number, ']'] => ('N', Rows(int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)) < 1 << 16 ? 2 : 4),
        _ => ('N', s_coded[column].Tables.Max(Rows) < 1 << (16 - s_coded[column].Bits) ? 2 : 4),
    };

    private int Rows(int table) => _reader.GetTableRowCount((TableIndex)table);

    /// <summary>The GUID heap is counted in GUIDs, the others in bytes.</summary>
    private int Heap(HeapIndex heap) => _reader.GetHeapSize(heap) / (heap == HeapIndex.Guid ? 16 : 1) < 1 << 16 ? 2 : 4;
}
