"""The macro for the glossary."""

from macros.topic.macros.pass_through import pass_through

glossary = pass_through(
    "glossary", "Render all terms with meanings and other names, in alphabetical order.", "terms"
)
