using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmEval.Documents;
using LlmEval.Model;
using LlmEval.Suites.Variants;

namespace LlmEval.Suites;

/// <summary>One pass over the cases of a suite.</summary>
/// <param name="suite">The suite.</param>
/// <param name="diagnostics">Where mistakes go.</param>
/// <param name="hasUniqueIds">Whether an earlier pass found that no id is there twice, so that none needs to be remembered.</param>
internal sealed class CaseStream(EvalSuite suite, DiagnosticBag diagnostics, bool hasUniqueIds = false)
{
    private const int MaxBadRows = 20;

    /// <summary>Where each id stands, as number of the file and line: of a million cases 36 MB, and with their texts it would be four times as much.</summary>
    private readonly HashIndex<Place> _ids = new();
    private readonly List<string> _files = [];
    private readonly DiagnosticBag _found = new();
    private int _forwarded;

    public IEnumerable<EvalCase> Read() => suite.Expanders.Count == 0 ? Written() : Expanded();

    private IEnumerable<EvalCase> Expanded()
    {
        ICaseExpander[] expanders = [.. suite.Expanders.Select(e => e.ForPass(() => new CaseStream(suite with { Expanders = [] }, new DiagnosticBag(), hasUniqueIds: true).Read()))];
        return Written().SelectMany(c => Expanded(c, expanders));
    }

    /// <summary>A case and what is made from it.</summary>
    private IEnumerable<EvalCase> Expanded(EvalCase written, ICaseExpander[] expanders)
    {
        if (expanders.All(e => e.Keeps(written))) { yield return written; }

        bool lacksValues = expanders.Any(e => e.Fills(written));
        foreach (ICaseExpander expander in expanders)
        {
            if (lacksValues && !expander.Fills(written)) { continue; }

            foreach (EvalCase variant in expander.Expand(written, _found))
            {
                bool isNew = IsNew(variant);
                if (!Forward(written.IsPrivate) && isNew) { yield return variant; }
            }

            Forward(written.IsPrivate);
        }
    }

    private IEnumerable<EvalCase> Written()
    {
        foreach (EvalCase item in suite.CasesInPlace)
        {
            if (IsNew(item))
            {
                yield return item;
            }

            Forward(isPrivate: false);
        }

        foreach (DataSource data in suite.Data)
        {
            foreach (EvalCase item in Rows(data)) { yield return item; }
        }
    }

    private IEnumerable<EvalCase> Rows(DataSource data)
    {
        CaseReader reader = new(suite.Tags, suite.Tools, _found);
        int bad = 0;
        bool any = false;
        foreach (LocatedNode? row in DataRows.Read(data.File, _found))
        {
            if (!any && data.IsCsv && row is MappingNode first && LacksColumn(first, data))
            {
                Forward(data.IsPrivate);
                yield break;
            }

            any = true;
            EvalCase? item = row is null ? null : reader.Row(row, data);
            bool isNew = item is not null && IsNew(item);
            if (Forward(data.IsPrivate)) { bad++; }
            else if (isNew) { yield return item!; }

            if (bad == MaxBadRows)
            {
                diagnostics.Add(Diagnostics.BadRow, new Location(data.File), $"{MaxBadRows} rows cannot be read; the rest of the file is not read. Mend these first.");
                yield break;
            }
        }

        if (!Forward(data.IsPrivate) && !any)
        {
            diagnostics.Add(Diagnostics.NoCases, data.Location, $"The data file '{Path.GetFileName(data.File)}' holds no rows. Add some, or remove the file from 'data'.");
        }
    }

    // Every record has the header's columns, so that this is one mistake of the header and not one of each row.
    private bool LacksColumn(MappingNode row, DataSource data)
    {
        string[] missing = [.. new[] { data.IdField, data.ClusterField }.OfType<string>().Where(f => row[f] is null).Distinct(StringComparer.Ordinal)];
        foreach (string field in missing)
        {
            _found.Add(Diagnostics.BadRow, new Location(data.File, 1), MappingReader.UnknownWord(
                $"The header has no column '{field}', which 'data' of the suite names. Add it, or mend the suite", field, row.Entries.Select(e => e.Key.Text)));
        }

        return missing.Length > 0;
    }

    private bool IsNew(EvalCase item)
    {
        if (hasUniqueIds) { return true; }

        if (_files.Count == 0 || _files[^1] != item.Location.File) { _files.Add(item.Location.File); }

        Hash128 id = Hash128.Of(item.Id);
        ref Place first = ref _ids.Find(id);
        if (Unsafe.IsNullRef(ref first))
        {
            _ids.Add(id, new Place(_files.Count - 1, item.Location.Line));
            return true;
        }

        (int file, int line) = first;
        string where = _files[file] == item.Location.File ? $"line {line}" : $"{Path.GetFileName(_files[file])}({line})";
        _found.Add(Diagnostics.DuplicateCase, item.Location, item.HasGivenId
            ? $"The case id '{item.Id}' was given before, in {where}. Give each case its own id."
            : $"The case equals the one in {where}. Remove it, or give both an 'id'.");
        return false;
    }

    // Passes on what was found since; texts of private data must not get into a log.
    private bool Forward(bool isPrivate)
    {
        if (_found.Count == _forwarded) { return false; }

        bool error = false;
        foreach (Diagnostic found in _found.Items.Skip(_forwarded))
        {
            _forwarded++;
            error |= found.Severity == Severity.Error;
            bool hide = isPrivate && found.Descriptor != Diagnostics.DuplicateCase;
            diagnostics.Add(hide ? found with { Message = $"{found.Descriptor.Title}. Look at the line itself: the data is private, so that nothing of it is shown here." } : found);
        }

        return error;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Place(int File, int Line);
}
