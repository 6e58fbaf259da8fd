using System.Globalization;
using System.Text.Json;
using LlmEval.Model;

namespace LlmEval.Gating.Baselines;

/// <summary>The lines of a baseline that are not cases. Each reader stands on the first key and leaves on the closing brace.</summary>
internal static class BaselineLines
{
    public sealed record Header(string Suite, string Model, string ModelIdentity, int Samples, int HeldBack, bool IsDeterministic, BaselineOrigin Origin, BaselineInputs Inputs)
    {
        public string? Machine { get; init; }

        public string? PriceKey { get; init; }
    }

    public static Header ReadHeader(ref Utf8JsonReader json)
    {
        string? suite = null, model = null, identity = null, machine = null, price = null;
        int? samples = null;
        int heldBack = 0;
        bool? deterministic = null;
        BaselineOrigin origin = BaselineOrigin.Unknown;
        BaselineInputs inputs = BaselineInputs.Unknown;
        do
        {
            string key = json.GetString()!;
            json.Read();
            switch (key)
            {
                case "baseline":
                    int version = Integer(ref json, key);
                    if (version > BaselineWriter.Version) { throw new BaselineFormatException($"it is of version {version}, written by a newer LlmEval"); }

                    if (version < 1) { throw new BaselineFormatException($"there is no version {version} of a baseline"); }

                    break;
                case "suite": suite = Text(ref json, key); break;
                case "model": model = Text(ref json, key); break;
                case "modelIdentity": identity = Text(ref json, key); break;
                case "samples": samples = Integer(ref json, key); break;
                case "heldBack": heldBack = Integer(ref json, key); break;
                case "prompt": inputs = inputs with { Prompt = Text(ref json, key) }; break;
                case "promptFile": inputs = inputs with { PromptFile = Text(ref json, key) }; break;
                case "promptHash": inputs = inputs with { PromptHash = Text(ref json, key) }; break;
                case "parameters": inputs = inputs with { Parameters = Text(ref json, key) }; break;
                case "gate": inputs = inputs with { GateKey = Text(ref json, key) }; break;
                case "machine": machine = Text(ref json, key); break;
                case "prices": price = Text(ref json, key); break;
                case "deterministic": deterministic = Flag(ref json, key); break;
                case "epoch": origin = origin with { Epoch = Text(ref json, key) }; break;
                case "responseModels": origin = origin with { ResponseModels = Texts(ref json, key) }; break;
                case "fingerprints": origin = origin with { Fingerprints = Texts(ref json, key) }; break;
                default: throw Unknown(key, "header");
            }
        }
        while (NextKey(ref json));

        if (samples is < 1 or > 100_000 || (deterministic == true && samples > 1))
        {
            throw new BaselineFormatException("'samples' of the header is out of range");
        }

        if (heldBack is < 0 or > 100_000 || (deterministic == true && heldBack > 0))
        {
            throw new BaselineFormatException("'heldBack' of the header is out of range");
        }

        return new Header(suite ?? throw Missing("suite"), model ?? throw Missing("model"), identity ?? throw Missing("modelIdentity"),
            samples ?? throw Missing("samples"), heldBack, deterministic ?? throw Missing("deterministic"), origin, inputs) { Machine = machine, PriceKey = price };
    }

    public static BaselineEntry ReadEntry(ref Utf8JsonReader json)
    {
        DateOnly? date = null;
        string? reason = null, tool = null;
        List<KeyValuePair<string, double>>? means = null;
        Hash128? content = null, after = null;
        do
        {
            string key = json.GetString()!;
            json.Read();
            switch (key)
            {
                case "accepted":
                    date = DateOnly.TryParseExact(Text(ref json, key), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
                        ? day : throw new BaselineFormatException("'accepted' is not a date such as 2026-11-20");
                    break;
                case "reason": reason = Text(ref json, key); break;
                case "tool": tool = Text(ref json, key); break;
                case "means": means = Means(ref json); break;
                case "content": content = Hash(ref json, key); break;
                case "after": after = Hash(ref json, key); break;
                default: throw Unknown(key, "accept");
            }
        }
        while (NextKey(ref json));

        return new BaselineEntry(date!.Value, reason, tool ?? throw Missing("tool"), means ?? throw Missing("means")) { Content = content, After = after };
    }

    public static BaselineMetric ReadMetric(ref Utf8JsonReader json)
    {
        string? name = null, check = null, unit = null, scorer = null;
        bool? binary = null, higher = null, gated = null;
        JudgeState? judge = null;
        do
        {
            string key = json.GetString()!;
            json.Read();
            switch (key)
            {
                case "metric": name = Text(ref json, key); break;
                case "check": check = Text(ref json, key); break;
                case "unit": unit = Text(ref json, key); break;
                case "scorer": scorer = Text(ref json, key); break;
                case "binary": binary = Flag(ref json, key); break;
                case "higherIsBetter": higher = Flag(ref json, key); break;
                case "gated": gated = Flag(ref json, key); break;
                case "judge": judge = BaselineJudge.Read(ref json); break;
                default: throw Unknown(key, "metric");
            }
        }
        while (NextKey(ref json));

        return new BaselineMetric(name!, check ?? throw Missing("check"), unit ?? throw Missing("unit"), binary ?? throw Missing("binary"),
            higher ?? throw Missing("higherIsBetter"), gated ?? throw Missing("gated"), scorer ?? throw Missing("scorer")) { Judge = judge is null ? null : judge with { Metric = name! } };
    }

    public static BaselineSuiteScore ReadSuiteScore(ref Utf8JsonReader json)
    {
        string? name = null, check = null, unit = null, scorer = null, tags = null;
        bool? higher = null, gated = null, holds = null;
        bool zero = false, hasValue = false;
        double? value = null, lower = null, upper = null, threshold = null;
        int? count = null;
        List<SliceScore> slices = [];
        do
        {
            string key = json.GetString()!;
            json.Read();
            switch (key)
            {
                case "overSuite": name = Text(ref json, key); break;
                case "check": check = Text(ref json, key); break;
                case "unit": unit = Text(ref json, key); break;
                case "scorer": scorer = Text(ref json, key); break;
                case "higherIsBetter": higher = Flag(ref json, key); break;
                case "bestIsZero": zero = Flag(ref json, key); break;
                case "gated": gated = Flag(ref json, key); break;
                case "holds": holds = Flag(ref json, key); break;
                case "value": (value, hasValue) = (json.TokenType == JsonTokenType.Null ? null : Number(ref json, key), true); break;
                case "lower": lower = Number(ref json, key); break;
                case "upper": upper = Number(ref json, key); break;
                case "threshold": threshold = Number(ref json, key); break;
                case "count": count = Integer(ref json, key); break;
                case "tags": tags = Text(ref json, key); break;
                case "slices": slices = Slices(ref json); break;
                default: throw Unknown(key, "metric over the suite");
            }
        }
        while (NextKey(ref json));

        return new BaselineSuiteScore
        {
            Name = name!,
            Check = check ?? throw Missing("check"),
            Unit = unit ?? throw Missing("unit"),
            HigherIsBetter = higher ?? throw Missing("higherIsBetter"),
            BestIsZero = zero,
            IsGated = gated ?? throw Missing("gated"),
            ScorerKey = scorer ?? throw Missing("scorer"),
            Value = hasValue ? value : throw Missing("value"),
            Lower = lower,
            Upper = upper,
            Count = count is >= 0 ? count.Value : throw new BaselineFormatException("'count' is missing or negative"),
            Holds = holds,
            Threshold = threshold,
            Slices = slices,
            TagsKey = tags,
        };
    }

    /// <summary>Moves to the next key; false at the closing brace.</summary>
    public static bool NextKey(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.PropertyName;

    public static string Text(ref Utf8JsonReader json, string key) => json.TokenType == JsonTokenType.String
        ? json.GetString()! : throw new BaselineFormatException($"'{key}' is not a text");

    public static Hash128 Hash(ref Utf8JsonReader json, string key)
    {
        Span<char> digits = stackalloc char[Hash128.Digits];
        return json.TokenType == JsonTokenType.String && !json.ValueIsEscaped && json.ValueSpan.Length == Hash128.Digits
            && json.CopyString(digits) == Hash128.Digits && Hash128.TryParse(digits, out Hash128 hash)
            ? hash : throw new BaselineFormatException($"'{key}' is not a hash of {Hash128.Digits} hexadecimal digits");
    }

    public static double Number(ref Utf8JsonReader json, string key) =>
        json.TokenType == JsonTokenType.Number && json.TryGetDouble(out double value) && double.IsFinite(value)
            ? value : throw new BaselineFormatException($"'{key}' is not a finite number");

    public static BaselineFormatException Unknown(string key, string what) => new($"'{key}' is not a key of a line of its kind ({what})");

    public static BaselineFormatException Missing(string key) => new($"'{key}' is missing");

    private static List<string> Texts(ref Utf8JsonReader json, string key)
    {
        if (json.TokenType != JsonTokenType.StartArray) { throw new BaselineFormatException($"'{key}' is not a list"); }

        List<string> texts = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray) { texts.Add(Text(ref json, key)); }

        return texts;
    }

    private static List<KeyValuePair<string, double>> Means(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject) { throw new BaselineFormatException("'means' is not an object"); }

        List<KeyValuePair<string, double>> means = [];
        while (NextKey(ref json))
        {
            string name = json.GetString()!;
            json.Read();
            means.Add(new(name, Number(ref json, name)));
        }

        return means;
    }

    private static List<SliceScore> Slices(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject) { throw new BaselineFormatException("'slices' is not an object"); }

        List<SliceScore> slices = [];
        while (NextKey(ref json))
        {
            string tag = json.GetString()!;
            if (!json.Read() || json.TokenType != JsonTokenType.StartArray || !json.Read()) { throw new BaselineFormatException("a slice is not a list of value and count"); }

            double value = Number(ref json, tag);
            json.Read();
            int count = Integer(ref json, tag);
            if (!json.Read() || json.TokenType != JsonTokenType.EndArray) { throw new BaselineFormatException("a slice is not a list of value and count"); }

            slices.Add(new SliceScore(tag, value, count));
        }

        return slices;
    }

    public static int Integer(ref Utf8JsonReader json, string key) => json.TokenType == JsonTokenType.Number && json.TryGetInt32(out int value)
        ? value : throw new BaselineFormatException($"'{key}' is not a whole number");

    public static bool Flag(ref Utf8JsonReader json, string key) => json.TokenType is JsonTokenType.True or JsonTokenType.False
        ? json.GetBoolean() : throw new BaselineFormatException($"'{key}' is not true or false");
}
