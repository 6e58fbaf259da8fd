using LlmEval.Documents;
using LlmEval.Model;

namespace LlmEval.Suites;

/// <summary>One pass over the cases of a suite.</summary>
internal sealed class CaseStream(EvalSuite suite, DiagnosticBag diagnostics)
{
    private const int MaxBadRows = 20;
    private readonly Dictionary<string, Location> _ids = new(StringComparer.Ordinal);
    private readonly DiagnosticBag _found = new();
    private int _forwarded;

    public IEnumerable<EvalCase> Read()
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
        if (_ids.TryAdd(item.Id, item.Location)) { return true; }

        Location first = _ids[item.Id];
        string where = first.File == item.Location.File ? $"line {first.Line}" : $"{Path.GetFileName(first.File)}({first.Line})";
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
}
