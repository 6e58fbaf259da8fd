namespace LlmEval.Scoring.Text;

/// <summary>The part of a ROUGE score that a check reports: <c>measure</c>.</summary>
internal sealed class RougeMeasure(CheckOptions options)
{
    public const string NoWords = "ROUGE only knows words of the letters a-z and digits, and the text to compare with has none; use chrf for this script";

    private readonly string _name = options.Keys.Choice("measure", "f", "precision", "recall") ?? "f";

    public double Of(RougeScore score) => _name switch { "precision" => score.Precision, "recall" => score.Recall, _ => score.F };
}
