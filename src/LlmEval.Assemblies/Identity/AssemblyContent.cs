using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace LlmEval.Assemblies.Identity;

/// <summary>
/// The SHA-256 of what an assembly does: metadata, code, texts, data, resources. Left out is what another folder, commit or build number
/// changes while the program stays the same: MVID, times, debug information, checksums, signatures, Win32 resources, the versions of the
/// assembly (<c>AssemblyVersion</c>, <c>AssemblyFileVersion</c>, <c>AssemblyInformationalVersion</c> with its commit) and of those it references, which are hashed
/// themselves, and the hash of the source's path in the names of file-local types.
/// </summary>
internal static partial class AssemblyContent
{
    private static readonly HashSet<string> s_stamps = new(StringComparer.Ordinal) { "AssemblyFileVersionAttribute", "AssemblyInformationalVersionAttribute" };

    /// <summary>The hash, 64 lower-case hexadecimal digits. A file that is no plain assembly (native, mixed, precompiled) is hashed as it is.</summary>
    public static string Hash(byte[] file)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            using PEReader image = new(new MemoryStream(file, writable: false));
            if (IsPlain(image) && TryAppend(image, hash)) { return Convert.ToHexStringLower(hash.GetHashAndReset()); }
        }
        catch (Exception e) when (e is BadImageFormatException or NotSupportedException)
        {
            // Whatever it is, its bytes are what it is.
        }

        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>Only code that the runtime compiles: what is compiled already may do something else than its metadata says.</summary>
    private static bool IsPlain(PEReader image) =>
        image.HasMetadata && image.PEHeaders.CorHeader is { ManagedNativeHeaderDirectory.Size: 0 } header && header.Flags.HasFlag(CorFlags.ILOnly);

    private static bool TryAppend(PEReader image, IncrementalHash hash)
    {
        MetadataReader reader = image.GetMetadataReader();
        CorHeader header = image.PEHeaders.CorHeader!;
        Number(hash, (int)image.PEHeaders.CoffHeader.Machine);
        Number(hash, (int)(header.Flags & ~CorFlags.StrongNameSigned));
        Number(hash, header.EntryPointTokenOrRelativeVirtualAddress);
        Append(hash, Section(image, header.ResourcesDirectory.RelativeVirtualAddress, header.ResourcesDirectory.Size));
        Append(hash, image.GetMetadata().GetContent(reader.GetHeapMetadataOffset(HeapIndex.UserString), reader.GetHeapSize(HeapIndex.UserString)).AsSpan());

        MetadataTables tables = new(reader);
        for (TableIndex table = TableIndex.Module; table <= TableIndex.GenericParamConstraint; table++)
        {
            int rows = reader.GetTableRowCount(table);
            if (rows == 0) { continue; }

            if (tables.Columns(table) is not { } columns) { return false; }

            Number(hash, (int)table);
            Number(hash, rows);
            AppendRows(image, reader, table, columns, hash);
        }

        return true;
    }

    private static void AppendRows(PEReader image, MetadataReader reader, TableIndex table, IReadOnlyList<(char Kind, int Width)> columns, IncrementalHash hash)
    {
        int rows = reader.GetTableRowCount(table);
        ReadOnlySpan<byte> all = image.GetMetadata().GetContent(reader.GetTableMetadataOffset(table), rows * reader.GetTableRowSize(table)).AsSpan();
        for (int row = 1; row <= rows; row++)
        {
            bool isStamp = table == TableIndex.CustomAttribute && IsStamp(reader, MetadataTokens.CustomAttributeHandle(row));
            foreach ((char kind, int width) in columns)
            {
                int value = width > 4 ? 0 : Index(all, width);
                all = all[width..];
                switch (kind)
                {
                    case 'N': Number(hash, value); break;
                    case 'S': Append(hash, Encoding.UTF8.GetBytes(Plain(reader.GetString(MetadataTokens.StringHandle(value))))); break;
                    case 'B' when !isStamp: Append(hash, Plain(reader.GetBlobBytes(MetadataTokens.BlobHandle(value)))); break;
                    case 'C' when value != 0: AppendBody(image.GetMethodBody(value), hash); break;
                    case 'D': Append(hash, Section(image, value, DataSize(reader, MetadataTokens.FieldDefinitionHandle(Index(all, columns[^1].Width))))); break;
                }
            }
        }
    }

    private static void AppendBody(MethodBodyBlock body, IncrementalHash hash)
    {
        Number(hash, body.MaxStack);
        Number(hash, body.LocalSignature.IsNil ? 0 : MetadataTokens.GetToken(body.LocalSignature));
        Number(hash, body.LocalVariablesInitialized ? 1 : 0);
        Append(hash, body.GetILBytes());
        foreach (ExceptionRegion region in body.ExceptionRegions)
        {
            Number(hash, (int)region.Kind);
            Number(hash, region.TryOffset);
            Number(hash, region.TryLength);
            Number(hash, region.HandlerOffset);
            Number(hash, region.HandlerLength);
            Number(hash, region.FilterOffset);
            Number(hash, region.CatchType.IsNil ? 0 : MetadataTokens.GetToken(region.CatchType));
        }
    }

    /// <summary>Whether an attribute only says which build it is.</summary>
    private static bool IsStamp(MetadataReader reader, CustomAttributeHandle handle)
    {
        CustomAttribute attribute = reader.GetCustomAttribute(handle);
        return attribute.Parent.Kind == HandleKind.AssemblyDefinition
            && attribute.Constructor.Kind == HandleKind.MemberReference
            && reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } type
            && s_stamps.Contains(reader.GetString(reader.GetTypeReference((TypeReferenceHandle)type).Name));
    }

    /// <summary>How many bytes a field has that is initialised from the image: those of its type.</summary>
    private static int DataSize(MetadataReader reader, FieldDefinitionHandle field)
    {
        BlobReader signature = reader.GetBlobReader(reader.GetFieldDefinition(field).Signature);
        signature.ReadSignatureHeader();
        SignatureTypeCode code = signature.ReadSignatureTypeCode();
        while (code is SignatureTypeCode.OptionalModifier or SignatureTypeCode.RequiredModifier)
        {
            signature.ReadTypeHandle();
            code = signature.ReadSignatureTypeCode();
        }

        return code switch
        {
            SignatureTypeCode.Boolean or SignatureTypeCode.SByte or SignatureTypeCode.Byte => 1,
            SignatureTypeCode.Char or SignatureTypeCode.Int16 or SignatureTypeCode.UInt16 => 2,
            SignatureTypeCode.Int32 or SignatureTypeCode.UInt32 or SignatureTypeCode.Single => 4,
            SignatureTypeCode.Int64 or SignatureTypeCode.UInt64 or SignatureTypeCode.Double => 8,
            SignatureTypeCode.TypeHandle when signature.ReadTypeHandle() is { Kind: HandleKind.TypeDefinition } type
                => reader.GetTypeDefinition((TypeDefinitionHandle)type).GetLayout().Size,
            _ => throw new NotSupportedException("a field of the image whose size is not known"),
        };
    }

    private static ReadOnlySpan<byte> Section(PEReader image, int address, int size) =>
        size == 0 ? [] : image.GetSectionData(address).GetContent(0, size).AsSpan();

    private static int Index(ReadOnlySpan<byte> column, int width) =>
        width == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(column) : BinaryPrimitives.ReadInt32LittleEndian(column);

    private static string Plain(string name) => name.Contains(">F", StringComparison.Ordinal) ? PathHash().Replace(name, ">F__") : name;

    /// <summary>Names of types stand in values of attributes too.</summary>
    private static byte[] Plain(byte[] blob) =>
        blob.Length > 68 && blob.AsSpan().IndexOf(">F"u8) >= 0 ? Encoding.Latin1.GetBytes(Plain(Encoding.Latin1.GetString(blob))) : blob;

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Number(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Number(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }

    [GeneratedRegex(">F[0-9A-F]{64}__", RegexOptions.CultureInvariant)]
    private static partial Regex PathHash();
}
