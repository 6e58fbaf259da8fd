"""Synthetic support tickets with their right triage.

Every sentence in this file was made up for this example; no real ticket, name
or order number is used.  A ticket is put together from sentence templates:
one sentence that carries the category, and (sometimes) sentences that carry
the priority and the order number, plus greeting, filler and signature.

Templates may hold choices, written ``[a|b|c]``; one is picked at random.
``{p}`` stands for the product, ``{q}`` for another product, ``{o}`` for the
order number, ``{d}`` for another number and ``{n}`` for a name.

Every list of templates that carries a field has a *training* part and an
*unseen* part.  The unseen templates are never used in training; the evaluation
suite uses them for the rows tagged ``unseen-wording``.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

FIELDS = ("category", "priority", "product", "order")

PRODUCTS = (
    "Aria Router", "Nimbus Cam", "Volt Charger", "Delta Dock",
    "Pico Watch", "Terra Scale", "Luma Lamp", "Orbit Speaker",
)


@dataclass(frozen=True)
class Wordings:
    """Sentence templates for training, and those kept out of it."""

    trained: tuple[str, ...]
    unseen: tuple[str, ...]


CATEGORIES: dict[str, Wordings] = {
    "billing": Wordings(
        trained=(
            "I was [charged|billed] [twice|two times] for [my|the] {p}",
            "The invoice for [my|the] {p} [shows the wrong amount|is wrong|is too high]",
            "My card was [charged|billed] again for the {p}",
            "I see a double payment [on my account|on my card] for the {p}",
            "The discount [code|coupon] was not [applied to|used for] my {p} [purchase|order]",
            "Why does my bill for the {p} include [an extra fee|a second fee]",
            "You took [the money|too much money] for the {p}",
            "The receipt for my {p} has the wrong [total|price|tax]",
            "I paid [more than|twice] the price of the {p}",
            "The price on my [bill|invoice] for the {p} is not [right|what you promised]",
            "There is a [charge|payment] for a {p} that I never made",
            "Please [correct|check] the [bill|invoice] for my {p}",
            "I need [an invoice|a receipt] for my {p} with my company name",
            "My [payment|card payment] for the {p} failed but the money is gone",
            "Your [shop|company] took money twice for the {p}",
            "Why is the {p} more expensive on the bill than in the shop",
            "Can I pay for the {p} [by bank transfer|in cash]",
            "The tax on my {p} [invoice|receipt] is wrong",
            "When will you send the bill for the {p}",
            "The gift card was not counted when I paid for the {p}",
        ),
        unseen=(
            "Two charges for one {p} are on my card",
            "My {p} invoice includes a fee I did not agree to",
            "My bank statement lists the {p} two times",
            "You still owe me ten euros for the {p}",
            "The sale price was not used when I bought the {p}",
            "Can you split the cost of the {p} into monthly parts",
        ),
    ),
    "shipping": Wordings(
        trained=(
            "My {p} has not arrived [yet|so far]",
            "The tracking page for my {p} [has not moved for days|shows nothing]",
            "The courier left my {p} at the wrong [address|house|door]",
            "When will my {p} be [delivered|shipped]",
            "The [parcel|package] with the {p} [seems to be lost|is lost]",
            "My {p} delivery is [late again|very late]",
            "The [parcel|package] with my {p} never [showed up|came]",
            "Where is my {p} [shipment|parcel|delivery]",
            "I am still waiting for the [delivery|shipment] of my {p}",
            "The tracking number for the {p} [is not valid|does not work]",
            "The driver [did not ring|drove past my house] with my {p}",
            "My {p} was sent to [my old address|another city]",
            "Has the {p} [left your warehouse|been shipped] already",
            "The delivery date of the {p} was moved [again|to next month]",
            "The {p} should have been here [last week|on Friday]",
            "Can you deliver the {p} to [my office|a pick up point]",
            "Nobody knows where my {p} is",
            "Only one of two boxes came and the {p} is missing",
            "My {p} is on the way for [two weeks|ten days] now",
            "The driver threw the {p} over my fence",
        ),
        unseen=(
            "I am waiting for my {p} and the courier never came",
            "Tracking says the {p} was delivered but nothing arrived",
            "My neighbor did not get the box with my {p} either",
            "Did you send the {p} to the post office",
            "The {p} has been stuck at customs since Monday",
            "I was at home all day and nobody brought the {p}",
        ),
    ),
    "defect": Wordings(
        trained=(
            "The {p} does not [turn on|start|charge]",
            "My {p} [broke|stopped working] after one [day|week]",
            "The [screen|case|button] of the {p} is [cracked|broken]",
            "The {p} gets very hot and [shuts down|smells]",
            "My {p} makes a loud noise and [stops|shuts down]",
            "The battery of the {p} is [dead|empty after an hour]",
            "The {p} arrived [damaged|broken|cracked]",
            "My {p} keeps [crashing|freezing|restarting]",
            "There is [smoke|a strange smell] coming out of my {p}",
            "The {p} is [faulty|defective]",
            "The light on my {p} [blinks red|flickers] and nothing works",
            "A [button|part] of my {p} [fell off|is loose]",
            "My {p} [loses|drops] the connection every [hour|minute]",
            "The {p} is dead [since yesterday|after the storm]",
            "My {p} does nothing when I press the button",
            "The {p} shows [an error|strange lines]",
            "I hear a [click|buzz] inside the {p} and then it is off",
            "The plug of the {p} is bent",
            "The {p} smells burnt",
            "My {p} was fine until [today|last night]",
        ),
        unseen=(
            "My {p} shuts down after a minute and gets hot",
            "Since yesterday the {p} keeps freezing",
            "The {p} fell silent and shows only a black picture",
            "Water runs out of the bottom of my {p}",
            "The {p} has a crack along one side",
            "My {p} only works when I shake it",
        ),
    ),
    "account": Wordings(
        trained=(
            "I cannot log in to [manage|see] my {p}",
            "The password reset [email|mail|link] for my {p} account never comes",
            "My {p} account is [locked|blocked]",
            "Please change the [email address|phone number|name] on my {p} account",
            "I want to [delete|close] my {p} account",
            "The app does not accept my [login|password] for the {p}",
            "My {p} profile shows [another person|the wrong name]",
            "How do I change my {p} password",
            "I forgot the [password|login] of my {p} account",
            "Someone else [is using|logged in to] my {p} account",
            "The login [page|code] for the {p} [does not work|shows an error]",
            "I have two accounts for my {p} and want to [merge them|keep one]",
            "My user name for the {p} is [not known|wrong]",
            "The security code to sign in to my {p} never [comes|arrives]",
            "I got a new [phone|email] and cannot get into my {p} account",
            "My {p} account was [hacked|stolen]",
            "How do I add my [wife|son] to my {p} account",
            "Signing up for the {p} service fails [every time|with an error]",
            "The {p} app logs me out all the time",
            "My {p} account shows no devices",
        ),
        unseen=(
            "My login for the {p} is blocked",
            "I forgot my password and cannot sign in to my {p}",
            "Please remove my personal data from the {p} service",
            "The app says that my {p} is registered to a stranger",
            "My phone for the two step check of the {p} was stolen",
            "I got married and need my new name in the {p} app",
        ),
    ),
    "return": Wordings(
        trained=(
            "I want to [return|send back] the {p}",
            "How can I [send back|return] my {p}",
            "Please send me a return label for the {p}",
            "I changed my mind and do not want the {p} [anymore|any longer]",
            "Can I [exchange|swap] the {p} for another [color|size|model]",
            "The {p} does not [fit me|suit me] and I want my money back",
            "I would like to give back the {p}",
            "Please [cancel my {p} purchase|take the {p} back]",
            "I ordered the wrong {p} and want to [send it back|exchange it]",
            "What is the [return|refund] policy for the {p}",
            "I sent the {p} back and wait for my [refund|money]",
            "The {p} is [too big|too small] so I am returning it",
            "May I [return|exchange] the {p} after thirty days",
            "I do not need the {p} and want a refund",
            "You can have the {p} back, I do not like it",
            "Where do I drop off the {p} that I am sending back",
            "I am not happy with the {p} and want to undo the purchase",
            "Do you pay the postage if the {p} goes back",
            "The box of the {p} is open, will you still accept it back",
            "I would rather have the money than the {p}",
        ),
        unseen=(
            "I do not want my {p} and would like to return it",
            "Is a refund possible for a {p} that I do not need",
            "My wife got two of them so one {p} can go back",
            "The {p} is not for me, what are my options",
            "Do you take a used {p} back",
            "Could you collect the {p} from my home, I have no use for it",
        ),
    ),
    "howto": Wordings(
        trained=(
            "How do I connect the {p} to [the app|my phone|the network]",
            "How do I set up my {p}",
            "Where can I find the [manual|guide] for the {p}",
            "Does the {p} work with my [phone|tablet|computer]",
            "How do I update the [{p}|software of my {p}]",
            "Which [cable|adapter] does the {p} need",
            "Can I use the {p} [outdoors|in the rain|abroad]",
            "How do I pair my {p} [with my phone|again]",
            "What does the [blue light|second button] on the {p} mean",
            "How do I [clean|mount] the {p}",
            "Is there a [video|guide] that explains the {p}",
            "How long does the {p} take to [charge|start]",
            "How can I change the [language|time|color] of my {p}",
            "Can you explain [the settings|the menu] of the {p}",
            "What is the right way to [hang up|store] the {p}",
            "Is it possible to use [two of them with one|the app without my] {p}",
            "Does the {p} need [the internet|a license]",
            "What are the steps to reset the {p}",
            "Show me how to [start|use] the {p}",
            "Where is the menu of the {p}",
        ),
        unseen=(
            "Which app do I need for the {p}",
            "How do I mount and connect my {p}",
            "I cannot find the steps to install the {p}",
            "Would the {p} run from a car battery",
            "What is the best place in a room for the {p}",
            "Teach me the first steps with the {p}",
        ),
    ),
}

PRIORITIES: dict[str, Wordings] = {
    "high": Wordings(
        trained=(
            "This is [urgent|very urgent].", "I need this fixed [today|now]!",
            "Please help [right now|at once].", "It is an emergency.",
            "I am very angry.", "Answer me [at once|today]!", "I cannot wait any longer.",
            "[Hurry|Be quick], please.",
        ),
        unseen=("I need help now, it is urgent.", "Every hour counts for us."),
    ),
    "low": Wordings(
        trained=(
            "[No rush|No hurry].", "[Whenever|When] you have time.", "It can wait.",
            "Just [asking|curious].", "It is not important.", "Take your time.",
            "There is no hurry [at all|with this].", "Next week is fine too.",
        ),
        unseen=("It can wait until you have time.", "An answer this month is enough."),
    ),
}

ORDER_MENTIONS = Wordings(
    trained=(
        "My order is {o}.", "Order number {o}.", "Order #{o}.", "Ref {o}.",
        "The order id is {o}.", "See order {o}.", "It was order {o}.", "(order {o})",
    ),
    unseen=("The number of my order is {o}.", "Please see ref {o}."),
)

GREETINGS = (
    "Hi,", "Hello,", "Dear team,", "Good morning,", "Hey,", "Hello support,", "", "",
)
FILLERS = (
    "I bought it [last week|in May|online].", "I already wrote to you [before|twice].",
    "I am a long time customer.", "My neighbor has the same one.", "I love your shop.",
    "It was a gift.", "I live in the north.", "I have 2 of them.", "It cost 79 euros.",
)
DISTRACTORS = (
    "I also own the {q}.", "My {q} is fine.", "I have no such trouble with the {q}.",
    "My customer number is {d}.", "Call me at {d}.", "My zip code is {d}.",
)
SIGNATURES = ("Thanks, {n}", "Regards, {n}", "{n}", "Best, {n}", "Thank you! {n}", "", "")
NAMES = (
    "Ana", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gita", "Hugo", "Ines", "Jan", "Kofi",
    "Lena", "Mira", "Noor", "Omar", "Pia", "Quin", "Rosa", "Sam", "Tara", "Uma", "Vik",
)

_CHOICE = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True)
class Ticket:
    """A ticket's text and the right value of every field (order may be None)."""

    text: str
    fields: dict[str, str | None]


def expand(rng: random.Random, template: str) -> str:
    """Resolve the ``[a|b]`` choices of a template."""
    return _CHOICE.sub(lambda match: rng.choice(match.group(1).split("|")), template)


def _digits(rng: random.Random, lengths: tuple[int, ...]) -> str:
    return "".join(rng.choice("0123456789") for _ in range(rng.choice(lengths)))


def make_ticket(rng: random.Random, unseen: bool = False) -> Ticket:
    """Make one ticket.

    With ``unseen`` the sentence that carries the category comes from the
    templates never used in training, and so do half of the sentences that
    carry the priority and the order number.
    """

    def pick(wordings: Wordings, always: bool = False) -> str:
        from_unseen = unseen and (always or rng.random() < 0.5)
        return expand(rng, rng.choice(wordings.unseen if from_unseen else wordings.trained))

    category = rng.choice(list(CATEGORIES))
    product = rng.choice(PRODUCTS)
    mention = product.split()[1].lower() if rng.random() < 0.15 else product
    sentence = pick(CATEGORIES[category], always=True).replace("{p}", mention)
    body = [sentence + rng.choice((".", ".", "!", "?"))]

    priority = rng.choices(("high", "low", "normal"), (0.32, 0.28, 0.40))[0]
    if priority != "normal":
        body.append(pick(PRIORITIES[priority]))

    order = None
    if rng.random() < 0.7:
        order = _digits(rng, (4, 5, 6))
        body.append(pick(ORDER_MENTIONS).replace("{o}", order))

    if rng.random() < 0.4:
        body.append(expand(rng, rng.choice(FILLERS)))
    if rng.random() < 0.15:
        other = rng.choice([name for name in PRODUCTS if name != product])
        distractor = rng.choice(DISTRACTORS).replace("{q}", other)
        body.append(distractor.replace("{d}", _digits(rng, (4, 5))))
    if rng.random() < 0.5:
        rng.shuffle(body)

    greeting = rng.choice(GREETINGS)
    signature = rng.choice(SIGNATURES).replace("{n}", rng.choice(NAMES))
    text = " ".join(part for part in (greeting, *body, signature) if part)
    if rng.random() < 0.12:
        text = text.lower()
    return Ticket(text, dict(zip(FIELDS, (category, priority, product, order))))
