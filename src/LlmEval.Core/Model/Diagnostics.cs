namespace LlmEval.Model;

/// <summary>
/// The table of every diagnostic. One line each here, one entry each in the README of the MSBuild project;
/// a test holds that both agree and that every code is used.
/// </summary>
#pragma warning disable CS1591 // the titles are the documentation
public static class Diagnostics
{
    // 01xx: authoring as well, said by the compiler: what keeps C# from being made of a prompt.
    public static readonly DiagnosticDescriptor TwinIdentifiers = Error("LLM0101", "Two prompts get one name in C#");

    // 1xxx: authoring. The mend is an edit of a prompt, a suite, a data file or the project.
    public static readonly DiagnosticDescriptor Syntax = Error("LLM1001", "The file is not valid YAML, JSON or CSV");
    public static readonly DiagnosticDescriptor UnknownKey = Error("LLM1002", "Unknown key");
    public static readonly DiagnosticDescriptor BadValue = Error("LLM1003", "A value has the wrong type or is out of range");
    public static readonly DiagnosticDescriptor DuplicateCase = Error("LLM1004", "Two cases with one id");
    public static readonly DiagnosticDescriptor DuplicateKey = Error("LLM1005", "A key is given twice");
    public static readonly DiagnosticDescriptor MissingKey = Error("LLM1006", "A required key is missing");
    public static readonly DiagnosticDescriptor NoCases = Error("LLM1007", "A suite or data set without cases");
    public static readonly DiagnosticDescriptor VariableWithoutValue = Error("LLM1008", "A variable without a value");
    public static readonly DiagnosticDescriptor ValueWithoutVariable = Warning("LLM1009", "A value that no template uses");
    public static readonly DiagnosticDescriptor CaseWithoutCheck = Error("LLM1010", "A case without a check");
    public static readonly DiagnosticDescriptor TwinChecks = Error("LLM1011", "Two checks with one metric name");
    public static readonly DiagnosticDescriptor UnknownMetric = Error("LLM1012", "A gate names a metric that no check produces");
    public static readonly DiagnosticDescriptor FileNotFound = Error("LLM1013", "A file that a suite or project names does not exist");
    public static readonly DiagnosticDescriptor PathEscape = Error("LLM1014", "A path leaves the project");
    public static readonly DiagnosticDescriptor UnknownName = Error("LLM1015", "A prompt or model of that name does not exist");
    public static readonly DiagnosticDescriptor DuplicateName = Error("LLM1016", "Two items of one name");
    public static readonly DiagnosticDescriptor FilterMatchesNothing = Error("LLM1017", "The filter matches nothing");
    public static readonly DiagnosticDescriptor NotANumber = Error("LLM1018", "NaN or infinity where a number is needed");
    public static readonly DiagnosticDescriptor DocumentTooLarge = Error("LLM1019", "A document that expands or nests beyond reason");
    public static readonly DiagnosticDescriptor BadRow = Error("LLM1020", "A row of a data file cannot be read");
    public static readonly DiagnosticDescriptor BadPattern = Error("LLM1021", "A template, regular expression or JSON path cannot be parsed");
    public static readonly DiagnosticDescriptor NotRunHere = Warning("LLM1022", "Test data in a prompt file is not run");
    public static readonly DiagnosticDescriptor BadEncoding = Error("LLM1023", "A file is not UTF-8");
    public static readonly DiagnosticDescriptor BadBaseline = Error("LLM1024", "A baseline file cannot be read");
    public static readonly DiagnosticDescriptor BadFilter = Error("LLM1025", "The filter cannot be parsed");
    public static readonly DiagnosticDescriptor NothingCanFail = Error("LLM1026", "Nothing in the suite can fail");
    public static readonly DiagnosticDescriptor JudgeIsTested = Warning("LLM1027", "A judge is also a model under test");
    public static readonly DiagnosticDescriptor SlotGrammar = Warning("LLM1031", "A text around a slot reads wrong for some values");

    // 2xxx: verdicts. The mend is better answers, or accepting them.
    public static readonly DiagnosticDescriptor Regression = Error("LLM2001", "A metric fell against the baseline");
    public static readonly DiagnosticDescriptor BelowFloor = Error("LLM2002", "A metric is below its floor");
    public static readonly DiagnosticDescriptor MustPassFailed = Error("LLM2003", "A must-pass case failed");
    public static readonly DiagnosticDescriptor Vanished = Error("LLM2004", "A case or metric of the baseline vanished");
    public static readonly DiagnosticDescriptor TooMuchUnscored = Error("LLM2005", "Too many samples could not be scored");
    public static readonly DiagnosticDescriptor Incomparable = Error("LLM2006", "A check changed, so that its scores cannot be compared");
    public static readonly DiagnosticDescriptor LessToJudge = Error("LLM2007", "A metric has nothing to judge in more cases than in the baseline");
    public static readonly DiagnosticDescriptor NotEvaluated = Warning("LLM2010", "Changed and not evaluated yet");
    public static readonly DiagnosticDescriptor NoBaseline = Warning("LLM2011", "No baseline to compare with");
    public static readonly DiagnosticDescriptor ModelMissing = Error("LLM2012", "Not evaluated: the model or its key is missing");
    public static readonly DiagnosticDescriptor Partial = Warning("LLM2013", "A filtered run judges only a part");
    public static readonly DiagnosticDescriptor Passed = Message("LLM2014", "The verdict is a pass");
    public static readonly DiagnosticDescriptor CasesChanged = Message("LLM2015", "Cases were edited or added since the baseline");
    public static readonly DiagnosticDescriptor Improved = Message("LLM2016", "A metric rose: accept to keep it");

    public static readonly DiagnosticDescriptor BaselineAged = Message("LLM2017", "The baseline is old and the vendor may have changed the model");
    public static readonly DiagnosticDescriptor VendorChanged = Message("LLM2018", "The answers come from another model than the baseline's");
    public static readonly DiagnosticDescriptor UnpinnedModel = Warning("LLM2019", "The vendor may change the model under its name");
    public static readonly DiagnosticDescriptor JudgeUncalibrated = Message("LLM2020", "A judge that was not compared with people's labels");
    public static readonly DiagnosticDescriptor JudgeUnstable = Warning("LLM2021", "A judge that disagrees with itself");

    public static readonly DiagnosticDescriptor OverBudget = Error("LLM2022", "Answers use more money, tokens or time than the gate allows");
    public static readonly DiagnosticDescriptor ZeroTolerance = Error("LLM2023", "Something that is never tolerated happened");
    public static readonly DiagnosticDescriptor ModelChanged = Error("LLM2024", "The model changed, not the prompt");
    public static readonly DiagnosticDescriptor GateChanged = Message("LLM2025", "The gate changed since the baseline was accepted");
    public static readonly DiagnosticDescriptor NoHeldBack = Warning("LLM2026", "The baseline holds no samples back");
    public static readonly DiagnosticDescriptor Underpowered = Warning("LLM2027", "The suite is too small to see a general fall");
    public static readonly DiagnosticDescriptor MergedBaseline = Warning("LLM2028", "The baseline was merged from two");
    public static readonly DiagnosticDescriptor NotMeasuredHere = Message("LLM2029", "Times were measured on another machine");
    public static readonly DiagnosticDescriptor Rescored = Message("LLM2030", "The baseline's answers were scored by a changed check");
    public static readonly DiagnosticDescriptor CasesSkipped = Message("LLM2031", "Cases are skipped, neither asked nor judged");

    // 3xxx: infrastructure. The mend is on the machine, not in the answers.
    public static readonly DiagnosticDescriptor WrongHash = Error("LLM3001", "A model file has another hash than the project says");
    public static readonly DiagnosticDescriptor BadModelFile = Error("LLM3002", "A model file cannot be used");
    public static readonly DiagnosticDescriptor NoNativeLibrary = Error("LLM3003", "No native library for local models");
    public static readonly DiagnosticDescriptor WrongNativeLibrary = Error("LLM3004", "A native library that does not fit");
    public static readonly DiagnosticDescriptor DeviceBusy = Error("LLM3005", "The device stayed busy");
    public static readonly DiagnosticDescriptor WorkerDied = Error("LLM3006", "The model's process died twice");
    public static readonly DiagnosticDescriptor CacheUnwritable = Error("LLM3007", "The cache or an output cannot be written");
    public static readonly DiagnosticDescriptor CacheDamaged = Warning("LLM3008", "A part of the cache is damaged and is ignored");
    public static readonly DiagnosticDescriptor Cancelled = Error("LLM3009", "The run was cancelled");
    public static readonly DiagnosticDescriptor UnknownProvider = Error("LLM3010", "No provider of that name");
    public static readonly DiagnosticDescriptor BadManifest = Error("LLM3011", "The build's manifest cannot be read");
    public static readonly DiagnosticDescriptor AcceptRefused = Error("LLM3012", "Accepting is refused");
    public static readonly DiagnosticDescriptor PromptTooLong = Error("LLM3013", "A prompt does not fit the model's context");
    public static readonly DiagnosticDescriptor UnknownChatTemplate = Error("LLM3014", "The model's chat template cannot be rendered");
    public static readonly DiagnosticDescriptor LimitReached = Error("LLM3015", "A limit of the run was reached");
    public static readonly DiagnosticDescriptor Usage = Error("LLM3016", "The command line cannot be understood");
    public static readonly DiagnosticDescriptor SdkTooOld = Error("LLM3017", "The .NET SDK is too old");
    public static readonly DiagnosticDescriptor EndpointRefuses = Error("LLM3018", "An endpoint refuses");
    public static readonly DiagnosticDescriptor ServerFailed = Error("LLM3019", "A model's server does not run");
    public static readonly DiagnosticDescriptor BadEvaluator = Error("LLM3020", "An assembly with checks cannot be used");

    // 9xxx: defects of ours.
    public static readonly DiagnosticDescriptor Internal = Error("LLM9001", "A defect in LlmEval");

    /// <summary>Every descriptor, sorted by code.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        .. typeof(Diagnostics).GetFields()
            .Where(f => f.FieldType == typeof(DiagnosticDescriptor))
            .Select(f => (DiagnosticDescriptor)f.GetValue(null)!)
            .OrderBy(d => d.Code, StringComparer.Ordinal),
    ];

    private static DiagnosticDescriptor Error(string code, string title) => new(code, title, Severity.Error);

    private static DiagnosticDescriptor Warning(string code, string title) => new(code, title, Severity.Warning);

    private static DiagnosticDescriptor Message(string code, string title) => new(code, title, Severity.Message);
}
